"""What can be wrong with a database file is said in a sentence, and the file is left as it was."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from crm_core.errors import (
    ForeignFile,
    LockedDatabase,
    MissingDatabase,
    NewerDatabase,
    StorageFull,
)
from crm_core.schema import SQL_TYPES, SYSTEM_COLUMNS, TRACKED
from crm_core.store import open_store
from crm_core.store.columns import sql_types
from crm_core.store.migrations import known_version, steps
from crm_core.store.opening import check_header

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "crm.duckdb"


def test_the_migrated_tables_are_those_that_the_schema_names(store):
    with store.cursor() as con:
        for table in TRACKED.values():
            wanted = {c.name: SQL_TYPES[c.type] for c in table.columns} | SYSTEM_COLUMNS
            found = {n: t.lower() for n, t in sql_types(con, table.name).items()}
            assert found == wanted, table.name


def test_closed_value_sets_stand_in_the_tables_too(store):
    with store.cursor() as con:
        checks = " ".join(
            text
            for (text,) in con.execute(
                "select constraint_text from duckdb_constraints() where constraint_type = 'CHECK'"
            ).fetchall()
        )
    for table in TRACKED.values():
        for column in table.columns:
            for value in column.values:
                assert f"'{value}'" in checks, (table.name, column.name, value)


def test_migrations_are_numbered_from_one_without_gaps():
    assert [number for number, _ in steps()] == list(range(1, known_version() + 1))


def test_what_was_written_is_there_after_reopening(file):
    with open_store(file, create=True) as store, store.transaction(actor="a", reason="r") as tx:
        tx.insert("customers", "select 'c1' as customer_id")
    with open_store(file) as store:
        assert store.data_version == 1
        with store.cursor() as con:
            assert con.execute("select customer_id from customers").fetchall() == [("c1",)]


def test_a_missing_file_is_not_made_by_a_reader(file):
    with pytest.raises(MissingDatabase, match="Make one with `demo` or `import`"):
        open_store(file)
    assert list(file.parent.iterdir()) == []


def test_who_comes_second_hears_who_was_first(file):
    with open_store(file, create=True), pytest.raises(LockedDatabase, match=r"process \d+ since"):
        open_store(file)
    open_store(file).close()


def test_a_second_process_hears_who_was_first(file):
    script = f"from crm_core.store import open_store; open_store({str(file)!r})"
    with open_store(file, create=True):
        second = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert "LockedDatabase" in second.stderr
    assert "Only one Rapport can hold a database" in second.stderr


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "it is empty"), (b"name,city\nAda,London\n", "not a DuckDB file"), (b"x", "not a Duck")],
)
def test_a_file_that_is_not_duckdb_is_left_as_it_was(file, content, why):
    file.write_bytes(content)
    with pytest.raises(ForeignFile, match=why):
        open_store(file, create=True)
    assert file.read_bytes() == content


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(ForeignFile, match="it is a folder"):
        check_header(tmp_path)


def test_the_tables_of_another_program_are_left_alone(file):
    with duckdb.connect(str(file)) as con:
        con.execute("create table notes (text varchar)")
    with pytest.raises(ForeignFile, match="tables of another program"):
        open_store(file)
    with duckdb.connect(str(file)) as con:
        assert con.execute("select table_name from duckdb_tables()").fetchall() == [("notes",)]


def test_a_damaged_duckdb_file_is_refused_with_a_sentence(file):
    open_store(file, create=True).close()
    content = bytearray(file.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    file.write_bytes(content)
    with pytest.raises(ForeignFile, match="is no Rapport database"):
        open_store(file)
    assert file.read_bytes() == content


def test_a_newer_schema_is_refused_and_left_as_it_was(file):
    open_store(file, create=True).close()
    with duckdb.connect(str(file)) as con:
        con.execute("insert into schema_versions values (999, timestamp '2030-01-01')")
    with pytest.raises(NewerDatabase, match="has schema version 999"):
        open_store(file)
    with duckdb.connect(str(file)) as con:
        assert con.execute("select max(version) from schema_versions").fetchone() == (999,)


FILL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from crm_core.errors import StorageFull
from crm_core.store import open_store
store = open_store(sys.argv[1])
free = (6 << 20, resource.RLIM_INFINITY)
resource.setrlimit(resource.RLIMIT_FSIZE, free)
try:
    with store.transaction(actor="a", reason="too much") as tx:
        tx.insert("customers", "select uuid()::varchar as customer_id, "
                  "repeat(uuid()::varchar, 20) as notes from range(100000)")
except StorageFull as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
with store.transaction(actor="a", reason="works again") as tx:
    tx.insert("customers", "select 'c2' as customer_id")
with store.cursor() as con:
    print(con.execute("select customer_id from customers order by 1").fetchall())
store.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits file sizes the POSIX way")
def test_a_full_disk_keeps_all_earlier_work_and_works_again_when_there_is_room(file):
    """A limit on file size stands in for the disk: DuckDB's write fails in the same place."""
    with open_store(file, create=True) as store, store.transaction(actor="a", reason="r") as tx:
        tx.insert("customers", "select 'c1' as customer_id")
    filled = subprocess.run(
        [sys.executable, "-c", FILL, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert filled.returncode == 0, filled.stderr
    assert "No room is left on the disk" in filled.stdout
    assert "[('c1',), ('c2',)]" in filled.stdout


def test_an_error_that_is_a_full_disk_is_named_so(store):
    with (
        pytest.raises(StorageFull, match="free some space"),
        store.transaction(actor="a", reason="r"),
    ):
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")


def test_a_column_of_ones_own_becomes_the_schemas_with_what_it_holds(file):
    with duckdb.connect(str(file)) as con:
        for number, step in steps():
            if number < 5:
                con.execute(step)
                con.execute("insert into schema_versions values ($n, now())", {"n": number})
        con.execute("alter table products add column tags integer")
        con.execute("alter table products add column is_offered varchar")
        con.execute(
            "insert into products (product_id, tags, is_offered, created_in, row_version) "
            "values ('p1', 7, 'no', 1, 1)"
        )
        con.execute(
            "insert into custom_columns (custom_column, table_name, type, created_in, row_version) "
            "values ('products.tags', 'products', 'integer', 1, 1)"
        )
    with open_store(file) as store, store.cursor() as con:
        wanted = "select tags, is_replenishable, is_offered from products"
        assert con.execute(wanted).fetchall() == [("7", False, False)]
        assert con.execute("select count(*) from custom_columns").fetchall() == [(0,)]
