"""Rejected rows: kept in the database, handed out as a file, accepted when they come back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pyarrow as pa

from crm_core.errors import UnknownId
from crm_core.ingest.handover import fetched, lend_table
from crm_core.ingest.held import BEYOND, IMPORT_ID, LINE, REASON, Source
from crm_core.ingest.matching import Matched
from crm_core.ingest.rules import REJECTS
from crm_core.ingest.staged import Staged
from crm_core.store import Transaction
from crm_core.store.sql import literal

CONTENT = """
select j.line, j.rule, j.reason, json_object({pairs})::varchar as content
from rejects j
join records r on r._line = j.line
union all
select g.line, 'unreadable_row', g.reason, null
from ragged g
order by line
"""
RAGGED = "select line, fields from ragged"
REFUSED = """
insert into rejects
select line, rule, case rule {reasons} end from refused
"""
SAVED = """
select $import_id as import_id, line::integer as line, rule, reason, content
from import_rejected
order by line
"""
MENDED = """
create or replace temp table import_mended as
select distinct _from_import as import_id, _from_line as line
from {rows}
where _from_import is not null and _from_line is not null and not _accepted
    and _verdict <> 'rejected'
"""
ACCEPTED = """
with mended as (
    select b.first_import, b.line
    from import_rejected_before b
    join import_mended m on m.import_id = b.import_id and m.line = b.line
)
select j.import_reject_id, $import_id as accepted_in
from import_rejects j
join import_rejected_before b on b.import_reject_id = j.import_reject_id
semi join mended m on m.first_import = b.first_import and m.line = b.line
where j.accepted_in is null
"""
UNKNOWN = """
select m.import_id, m.line::integer as line, $import_id as accepted_in
from import_mended m
where not exists (
    select 1 from import_rejects j where j.import_id = m.import_id and j.line = m.line
)
"""
OF_IMPORT = """
select line, reason, content
from import_rejects
where import_id = $import_id and rule is not null and deleted_at is null
order by line
"""


def refuse(staged: Staged, matched: Matched) -> None:
    """Add to the staged rejects the rows that name what the database does not have."""
    if not matched.refused:
        return
    con = staged.source.con
    lines, rules = zip(*matched.refused, strict=True)
    lend_table(con, "refused", pa.table({"line": list(lines), "rule": list(rules)}))
    reasons = " ".join(
        f"when {literal(rule)} then {literal(f'The row {REJECTS[rule]}.')}"
        for rule in sorted(set(rules))
    )
    con.execute("delete from rejects where rule in (select rule from refused)")
    con.execute(REFUSED.format(reasons=reasons))


def save_rejects(tx: Transaction, staged: Staged, import_id: str) -> None:
    """Keep every rejected row with its line, reason, and content under the file's own headers."""
    rows = _with_ragged(staged.source, fetched(staged.source.con, _content(staged.source)))
    if rows.num_rows:
        lend_table(tx.con, "import_rejected", rows)
        tx.insert("import_rejects", SAVED, {"import_id": import_id})


def accept_mended(tx: Transaction, staged: Staged, import_id: str) -> None:
    """Record which rejected rows came back mended, so that they are imported once."""
    if not staged.bears_rejects:
        return
    tx.con.execute(MENDED.format(rows="import_matched"))
    tx.update("import_rejects", ACCEPTED, {"import_id": import_id})
    tx.insert("import_rejects", UNKNOWN, {"import_id": import_id})


def rejects_csv(con: duckdb.DuckDBPyConnection, import_id: str) -> bytes:
    """Give the rejected rows of an import as a CSV file that can be mended and imported again.

    The columns are the file's own, then `_import_id`, `_line`, `_reason`, and `_beyond` for fields
    that had no header. Empty bytes where the import rejected nothing.

    Raises
    ------
    UnknownId
        If there is no such import.
    """
    known = con.execute("select 1 from imports where import_id = $id", {"id": import_id})
    if known.fetchone() is None:
        raise UnknownId("imports", import_id)
    rows = con.execute(OF_IMPORT, {"import_id": import_id}).fetchall()
    return _as_csv(import_id, rows) if rows else b""


def write_rejects(con: duckdb.DuckDBPyConnection, import_id: str, file: Path) -> Path | None:
    """Write the rejected rows of an import to `file`, and give it; None without any.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    content = rejects_csv(con, import_id)
    if not content:
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _content(source: Source) -> str:
    pairs = ", ".join(f"{literal(header.name)}, r.{header.held}" for header in source.own)
    return CONTENT.format(pairs=pairs)


def _with_ragged(source: Source, rows: pa.Table) -> pa.Table:
    """Records that could not be cut get what fields they have, the surplus under `_beyond`."""
    ragged = dict(source.con.execute(RAGGED).fetchall())
    if not ragged:
        return rows
    names = [header.name for header in source.headers]
    contents = [
        content if content is not None else _ragged_content(names, ragged[line])
        for line, content in zip(rows["line"].to_pylist(), rows["content"].to_pylist(), strict=True)
    ]
    return rows.set_column(rows.schema.get_field_index("content"), "content", pa.array(contents))


def _ragged_content(names: list[str], fields: list[str]) -> str:
    content = dict.fromkeys(names) | dict(zip(names, fields, strict=False))
    if len(fields) > len(names):
        content[BEYOND] = json.dumps(fields[len(names) :], ensure_ascii=False)
    return json.dumps(content, ensure_ascii=False)


def _as_csv(import_id: str, rows: list[tuple[int, str, str]]) -> bytes:
    import io

    contents = [json.loads(content) if content else {} for _, _, content in rows]
    names = [name for name in _all_names(contents) if name not in (IMPORT_ID, LINE, REASON)]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*names, IMPORT_ID, LINE, REASON])
    for (line, reason, _), content in zip(rows, contents, strict=True):
        writer.writerow([*(_cell(content.get(name)) for name in names), import_id, line, reason])
    return out.getvalue().encode("utf-8-sig")


def _all_names(contents: list[dict[str, object]]) -> list[str]:
    """Every column, in the file's order; `_beyond` last."""
    names = {name: None for content in contents for name in content}
    beyond = [name for name in names if name == BEYOND]
    return [name for name in names if name != BEYOND] + beyond


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
