"""The parts pages share: safe text, numbers in words, response headers, files."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from crm_core.records.files import file_bytes
from pages.parts import forms, server, workspace
from pages.parts.text import code, plain


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/a.png)",
        "[a](b)",
        "<img src=x>",
        ":material/home:",
        ":red[x]",
        "$x$ and $y$",
        "# heading",
        "* a",
        "`code`",
        "~~gone~~",
    ],
)
def test_no_sign_of_markdown_stays_bare(text):
    shown = plain(text)
    assert shown.replace("\\", "").replace("\u2060", "") == text
    for sign in "![]<>$`~#*":
        assert sign not in shown.replace(f"\\{sign}", "")
    assert ":material" not in shown
    assert ":red" not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        ("two\nlines", "two lines"),
        ("1. first", "1\\. first"),
        ("- dash", "\\- dash"),
        ("+49 170", "\\+49 170"),
        ("10:30 on 2024-01-02", "10:30 on 2024-01-02"),
        ("Ada Lovelace", "Ada Lovelace"),
    ],
)
def test_plain_text_stays_as_it_reads(text, shown):
    assert plain(text) == shown


def test_code_cannot_be_ended_early():
    assert code("a`b") == "`a'b`"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(1234.5, "£1,234.50"), (-3, "-£3.00"), (12345.6, "£12,346"), (None, "–"), (float("nan"), "–")],
)
def test_money_is_printed_in_the_workspaces_currency(empty_store, amount, shown):
    assert workspace.money(amount) == shown


def test_numbers_and_shares_are_printed_as_people_read_them():
    assert workspace.number(1234567) == "1,234,567"
    assert workspace.number(2.345) == "2.35"
    assert workspace.percent(0.1234) == "12.3%"
    assert workspace.percent(None) == "–"


def test_only_altered_fields_of_a_form_are_changes():
    values = {"name": "Ada", "age": 36, "city": None, "notes": "x"}
    typed = {"name": "Ada", "age": "36", "city": "", "notes": ""}
    assert forms.changed(typed, values) == {"notes": ""}


def test_every_response_forbids_other_hosts():
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        sent.append(message)

    # Nothing in it waits, so one step ends it; no event loop, which Playwright may hold already.
    with pytest.raises(StopIteration):
        server.LocalOnly(app)({"type": "http"}, None, send).send(None)
    headers = dict(sent[0]["headers"])
    assert b"default-src 'self'" in headers[b"content-security-policy"]
    assert b"http" not in headers[b"content-security-policy"]


TABLE = pa.table({"name": ["李娜", '=1+1, "x"'], "age": [36, None]})


def test_a_csv_file_opens_in_excel_with_its_letters():
    content = file_bytes(TABLE, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    assert "李娜" in content.decode("utf-8-sig")


def test_a_workbook_holds_text_and_no_formula():
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(file_bytes(TABLE, "xlsx"))
    ).get_sheet_by_index(0)
    assert sheet.to_python() == [["name", "age"], ["李娜", 36.0], ['=1+1, "x"', ""]]


def test_a_parquet_file_is_the_table_again():
    assert pyarrow.parquet.read_table(io.BytesIO(file_bytes(TABLE, "parquet"))).equals(TABLE)
