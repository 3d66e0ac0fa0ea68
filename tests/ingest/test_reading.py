"""Encodings, delimiters, kinds of file, and what is said about files that cannot be read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import xlsxwriter

from crm_core.errors import UnreadableFile
from crm_core.ingest.plain_columns import plain_columns
from crm_core.ingest.sources import open_source

NAMES = "客户编号;姓名;城市\nc1;王小明;上海\nc2;李雷;北京\n"
ACCENTS = "customer_id,name,city\nc1,José Núñez,Málaga\nc2,Zoë,Köln\n"


def read(path: Path) -> list[tuple[object, ...]]:
    source = open_source(path)
    try:
        held = ", ".join(header.held for header in source.headers)
        return source.con.execute(f"select _line, {held} from records order by _line").fetchall()
    finally:
        source.close()


def opened(path: Path) -> tuple[str | None, str | None, list[str]]:
    source = open_source(path)
    source.close()
    return source.encoding, source.delimiter, source.names


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (NAMES, "utf-8", "UTF-8"),
        (NAMES, "utf-8-sig", "UTF-8 with BOM"),
        (NAMES, "utf-16", "UTF-16"),
        (ACCENTS, "utf-16-le", "UTF-16"),
        (ACCENTS, "utf-16-be", "UTF-16"),
        (NAMES, "gb18030", "GB18030"),
        (ACCENTS, "latin-1", "Latin-1"),
        (ACCENTS.replace("Köln", "Köln – Süd"), "cp1252", "Windows-1252"),
    ],
)
def test_every_encoding_gives_the_same_rows(tmp_path, text, codec, name):
    file = tmp_path / "names.csv"
    file.write_bytes(text.encode(codec))
    delimiter = ";" if ";" in text else ","
    lines = [line.split(delimiter) for line in text.splitlines()]
    assert opened(file) == (name, delimiter, lines[0])
    assert read(file) == [(2, *lines[1]), (3, *lines[2])]


def test_a_chinese_name_on_the_last_line_still_decides_the_encoding(tmp_path):
    file = tmp_path / "late.csv"
    file.write_bytes(b"id,name\n" + b"c,Ann\n" * 400_000 + "d,王小明\n".encode("gb18030"))
    source = open_source(file)
    assert source.encoding == "GB18030"
    assert source.con.execute("select max(c1) from records").fetchone() == ("王小明",)
    source.close()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_evenly(tmp_path, delimiter):
    file = tmp_path / "cut.txt"
    table = [["id", "note", "n"], ["1", "a, b; c", "2"], ["2", "x | y", "3"]]
    quoted = [delimiter.join(f'"{cell}"' for cell in row) for row in table]
    file.write_text("\n".join(quoted))
    assert opened(file)[1] == delimiter
    assert read(file) == [(2, "1", "a, b; c", "2"), (3, "2", "x | y", "3")]


def test_quoted_line_breaks_and_quotes_stay_in_their_cell(tmp_path):
    file = tmp_path / "quoted.csv"
    file.write_text('id,note\n1,"two\nlines"\n2,"say ""hi"""\n')
    assert read(file) == [(2, "1", "two\nlines"), (3, "2", 'say "hi"')]


def test_a_ragged_row_costs_no_other_row(tmp_path):
    file = tmp_path / "ragged.csv"
    file.write_text('id,a,b\n1,x,y\n2,x\n3,x,y,z\n4,x,y,\n5,"x\n6,x,y\n7,"x",y\n')
    source = open_source(file)
    good = source.con.execute("select c0 from records order by _line").fetchall()
    bad = source.con.execute("select line, reason from ragged order by line").fetchall()
    source.close()
    assert [row[0] for row in good] == ["1", "2", "4", "6", "7"]
    assert [line for line, _ in bad] == [4, 6]
    assert "4 fields and the header has 3" in bad[0][1]
    assert "quote" in bad[1][1]


def test_an_excel_file_gives_text_as_a_person_reads_it(tmp_path):
    file = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(file) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Customer ID", "When", "Price", "Known", "Blank"])
        sheet.write_row(1, 0, [13085.0, "", 6.95, True, None])
        sheet.write_datetime(1, 1, datetime(2009, 12, 1, 7, 45), day)
    assert read(file) == [(2, "13085", "2009-12-01 07:45:00", "6.95", "true", None)]


def test_a_parquet_file_keeps_its_types(tmp_path):
    file = tmp_path / "data.parquet"
    duckdb.connect().execute(
        "copy (select 13085.0::double as id, timestamp '2010-01-02 03:04:05' as t, ['a'] as l) "
        f"to '{file}' (format parquet)"
    )
    assert read(file) == [(2, 13085.0, datetime(2010, 1, 2, 3, 4, 5), "[a]")]


def test_headers_are_made_unique(tmp_path):
    file = tmp_path / "twice.csv"
    file.write_text("date,date,,date\n1,2,3,4\n")
    assert opened(file)[2] == ["date", "date_2", "column_3", "date_3"]


def test_a_path_with_wildcards_names_one_file(tmp_path):
    (tmp_path / "a1.csv").write_text("id\nwrong\n")
    file = tmp_path / "a[1]*.csv"
    file.write_text("id,n\nright,1\n")
    assert read(file) == [(2, "right", "1")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n\n\n", "no rows"),
        ("letter.docx", b"PK\x03\x04", "'.docx'"),
        ("noise.csv", bytes(range(256)) * 40, "not text"),
        ("book.csv", b"PK\x03\x04rest", "Excel workbook"),
        ("book.xlsx", b"id,name\n1,Ann\n", "no workbook"),
        ("data.parquet", b"id,name\n1,Ann\n", "parquet"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(UnreadableFile) as error:
        open_source(file)
    assert name in str(error.value)
    assert words.lower() in str(error.value).lower()
    assert "\n" not in str(error.value)


def test_a_missing_file_and_a_folder_are_said(tmp_path):
    with pytest.raises(UnreadableFile, match="no such file"):
        open_source(tmp_path / "gone.csv")
    with pytest.raises(UnreadableFile, match="a folder"):
        open_source(tmp_path)


def test_a_huge_field_is_a_reject_and_not_a_crash(tmp_path):
    file = tmp_path / "huge.csv"
    file.write_text("id,note\n1," + "x" * 3_000_000 + "\n2,fine\n")
    source = open_source(file)
    assert source.con.execute("select c0 from records").fetchall() == [("2",)]
    assert source.con.execute("select line from ragged").fetchall() == [(2,)]
    source.close()


def test_a_file_of_a_header_alone_has_no_records(tmp_path):
    file = tmp_path / "header.csv"
    file.write_text("customer_id,name\n")
    assert read(file) == []


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_without_a_header_the_first_row_is_a_record_and_columns_are_numbers(tmp_path, suffix):
    frame = pd.DataFrame({"a": ["x", "y"], "b": [0.5, 0.25]})
    file = tmp_path / f"rows.{suffix}"
    if suffix == "csv":
        frame.to_csv(file, index=False, header=False)
    elif suffix == "xlsx":
        frame.to_excel(file, index=False, header=False, engine="xlsxwriter")
    else:
        frame.to_parquet(file)
    source = open_source(file, has_header=False)
    try:
        assert source.names == ["1", "2"]
        found = plain_columns(source, ["2", "1"])
    finally:
        source.close()
    assert found.to_pydict() == {"0": [0.5, 0.25], "1": ["x", "y"]}


def test_a_bad_first_line_without_a_header_is_one_bad_record(tmp_path):
    (tmp_path / "rows.csv").write_text('1,"x" y\n2,b\n3,c\n')
    source = open_source(tmp_path / "rows.csv", has_header=False)
    try:
        assert plain_columns(source, ["2"]).to_pydict() == {"0": ["b", "c"]}
        assert source.count("select count(*) from ragged") == 1
    finally:
        source.close()


def test_a_column_of_numbers_with_one_word_stays_text(tmp_path):
    (tmp_path / "rows.csv").write_text("p,q\n0.5,1\n n/a ,high\n,2\n")
    source = open_source(tmp_path / "rows.csv")
    try:
        found = plain_columns(source, ["p", "q"]).to_pydict()
    finally:
        source.close()
    assert found == {"0": [0.5, None, None], "1": ["1", "high", "2"]}
