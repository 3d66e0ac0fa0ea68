"""The index as the database keeps it: brought up to date with the change-sets, and read again.

`text_index` numbers the texts; `text_index_uses` says how often each of `text_index_terms` stands
in each. A text that was changed gets a new number, and its old one goes to `text_index_gone`, so
that who has read the index can follow it. All of it is made from the tables people write, by
`brought_up_to_date` alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.text.index import TextIndex, index_of, with_added
from crm_core.text.sources import SOURCES, Source
from crm_core.text.weights import BATCH, Uses, Vocabulary, uses

WAY_OF_READING = 1
"""Counted up when `terms` changes what it gives, so that every index is made anew."""
FEW = 1_000
"""Texts that came since that are always followed; of more, up to this share of those there."""
FEW_SHARE = 0.02

STATE = """
select indexed_until, next_text, generation, way_of_reading
from text_index_state
"""
LAST_CHANGE_SET = "select coalesce(max(change_set_id), 0) from change_sets"
TABLES = ("text_index", "text_index_gone", "text_index_terms", "text_index_uses")

REREAD = """
create or replace temp table texts_to_read as
select '{source.table}' as source, row_id, true as may_be_there
from changes
where table_name = '{source.table}' and change_set_id > $since
union
select '{source.table}', {source.key}, false
from {source.table}
where created_in > $since
"""
FORGOTTEN = """
create or replace temp table texts_forgotten as
select i.text_no
from text_index i
join texts_to_read r on r.source = i.source and r.row_id = i.row_id and r.may_be_there
"""
INCOMING = """
create or replace temp table texts_incoming as
select
    ($next + row_number() over (order by {source.when}, {source.key}) - 1)::integer as text_no,
    {source.key} as row_id,
    {source.when} as happened_at,
    {source.text} as content
from {source.table}
where deleted_at is null
    and length(trim({source.text})) > 0
    {only}
"""
ONLY_TO_READ = "and {source.key} in (select row_id from texts_to_read)"
CONTENTS = """
select content
from texts_incoming
where text_no >= $first and text_no < $first + $size
order by text_no
"""
KNOWN_TERMS = """
select t.term, t.term_no
from text_index_terms t
join batch_terms b on b.term = t.term
"""
TO_READ = "select count(*), count(*) filter (where may_be_there) from texts_to_read"


@dataclass(frozen=True)
class Progress:
    """What bringing the index up to date did: texts read, and how many it now holds."""

    read: int
    texts: int


def is_behind(con: DuckDBPyConnection) -> bool:
    """Whether something was written since the index was brought up to date."""
    (until, _, _, way) = _state(con)
    return until < _number(con, LAST_CHANGE_SET) or way != WAY_OF_READING


def brought_up_to_date(con: DuckDBPyConnection, *, anew: bool = False) -> Progress:
    """Read every text that was written since the last time, in one transaction of `con`.

    With `anew`, or where the way of reading has changed, all texts are read.
    """
    until, next_text, generation, way = _state(con)
    now = _number(con, LAST_CHANGE_SET)
    if anew or way != WAY_OF_READING:
        for table in TABLES:
            con.execute(f"delete from {table}")
        until, next_text, generation = 0, 0, generation + 1
    first = next_text
    for source in SOURCES:
        if until < now:
            next_text = _read_source(con, source, until, next_text)
    con.execute(
        "update text_index_state set indexed_until = $now, next_text = $next, "
        "generation = $generation, way_of_reading = $way",
        {"now": now, "next": next_text, "generation": generation, "way": WAY_OF_READING},
    )
    return Progress(next_text - first, _number(con, "select count(*) from text_index"))


def _read_source(con: DuckDBPyConnection, source: Source, since: int, next_text: int) -> int:
    """Read what one table has that is new, and give the number the next text gets."""
    if since:
        con.execute(REREAD.format(source=source), {"since": since})
        [(to_read, may_be_there)] = con.execute(TO_READ).fetchall()
        if not to_read:
            return next_text
        if may_be_there:
            _forget(con)
    only = ONLY_TO_READ.format(source=source) if since else ""
    con.execute(INCOMING.format(source=source, only=only), {"next": next_text})
    end = next_text + _number(con, "select count(*) from texts_incoming")
    con.execute(
        "insert into text_index (text_no, source, row_id, happened_at) "
        "select text_no, $source, row_id, happened_at from texts_incoming order by text_no",
        {"source": source.table},
    )
    for first in range(next_text, end, BATCH):
        _add(con, first)
    con.execute("drop table texts_incoming")
    return end


def _forget(con: DuckDBPyConnection) -> None:
    """Take the texts out that were changed or went."""
    con.execute(FORGOTTEN)
    if _number(con, "select count(*) from texts_forgotten"):
        chosen = "where text_no in (select text_no from texts_forgotten)"
        con.execute(f"delete from text_index_uses {chosen}")
        con.execute(f"delete from text_index {chosen}")
        con.execute("insert into text_index_gone select text_no from texts_forgotten")


def _add(con: DuckDBPyConnection, first: int) -> None:
    """Take one batch of incoming texts apart, and write how often each term stands in each."""
    rows = con.execute(CONTENTS, {"first": first, "size": BATCH}).fetchall()
    vocabulary = Vocabulary()
    found = uses([content for (content,) in rows], vocabulary, first=first)
    numbers = _numbered(con, list(vocabulary))
    counts = {"text_no": found.text, "term_no": numbers[found.term], "times": found.times}
    _insert(con, "text_index_uses", pa.table(counts))


def _numbered(con: DuckDBPyConnection, terms: list[str]) -> Any:
    """The number that the index has for each term; new ones get the next and are written."""
    con.register("batch_terms", pa.table({"term": pa.array(terms, pa.string())}))
    known = dict(con.execute(KNOWN_TERMS).fetchall())
    con.unregister("batch_terms")
    new = [term for term in terms if term not in known]
    if new:
        first = _number(con, "select count(*) from text_index_terms")
        numbers = range(first, first + len(new))
        known |= dict(zip(new, numbers, strict=True))
        _insert(
            con,
            "text_index_terms",
            pa.table({"term_no": pa.array(numbers, pa.int32()), "term": new}),
        )
    return np.array([known[term] for term in terms], dtype=np.int32)


def _insert(con: DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.register("batch_rows", rows)
    con.execute(f"insert into {table} by name select * from batch_rows")
    con.unregister("batch_rows")


@dataclass(frozen=True)
class KeptIndex:
    """The index in memory, and up to where it was read."""

    index: TextIndex
    generation: int
    base_until: int
    next_text: int
    base_texts: int


def read_index(con: DuckDBPyConnection) -> KeptIndex:
    """The whole index as the database keeps it, ready to be searched."""
    _, next_text, generation, _ = _state(con)
    texts = _number(con, "select count(*) from text_index")
    vocabulary = _vocabulary(con)
    index = index_of(_uses(con, since=0), vocabulary, texts=texts, size=next_text)
    return KeptIndex(index, generation, next_text, next_text, texts)


def followed(con: DuckDBPyConnection, held: KeptIndex) -> KeptIndex:
    """An index that was read before, with what came since; read anew where that is much."""
    _, next_text, generation, _ = _state(con)
    came = next_text - held.base_until
    if generation != held.generation or came > max(FEW, FEW_SHARE * held.base_texts):
        return read_index(con)
    gone = _column(con, "select text_no from text_index_gone", {})
    index = with_added(
        _with_terms(con, held.index),
        _uses(con, since=held.base_until),
        gone=gone,
        size=next_text,
    )
    return KeptIndex(index, generation, held.base_until, next_text, held.base_texts)


def _with_terms(con: DuckDBPyConnection, index: TextIndex) -> TextIndex:
    vocabulary = dict(index.vocabulary)
    known = len(vocabulary)
    rows = con.execute(
        "select term, term_no from text_index_terms where term_no >= $known order by term_no",
        {"known": known},
    ).fetchall()
    return replace(index, vocabulary=vocabulary | dict(rows)) if rows else index


def _vocabulary(con: DuckDBPyConnection) -> Vocabulary:
    rows = con.execute("select term, term_no from text_index_terms order by term_no").fetchall()
    return Vocabulary(rows)


def _uses(con: DuckDBPyConnection, *, since: int) -> Uses:
    found = con.execute(
        "select text_no, term_no, times from text_index_uses where text_no >= $since",
        {"since": since},
    ).fetchnumpy()
    return Uses(*(np.asarray(found[name]) for name in ("text_no", "term_no", "times")))


def _column(con: DuckDBPyConnection, statement: str, given: dict[str, Any]) -> Any:
    [values] = con.execute(statement, given).fetchnumpy().values()
    return np.asarray(values)


def _state(con: DuckDBPyConnection) -> tuple[int, int, int, int]:
    [row] = con.execute(STATE).fetchall()
    return tuple(map(int, row))  # type: ignore[return-value]


def _number(con: DuckDBPyConnection, statement: str) -> int:
    [(number,)] = con.execute(statement).fetchall()
    return int(number)
