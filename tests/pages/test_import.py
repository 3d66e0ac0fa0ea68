"""The import page: a file is looked at, its dry run shown, imported once, its rejects mended."""

from __future__ import annotations

import asyncio
import csv
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pages.parts import server, uploads

PAGE = "pages/prepare/import.py"
CUSTOMERS = b"Customer ID,Full name,Age,Shoe size\nc1,Ann,30,38\nc2,Bo,old,44\nc3,Cy,41,\n"


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def uploaded(app, content=CUSTOMERS, name="people.csv"):
    app.file_uploader[0].set_value((name, content, "text/csv"))
    return app.run()


def customers(store):
    with store.cursor() as con:
        return con.execute("select customer_id, name, age from customers order by 1").fetchall()


def test_before_any_file_the_page_says_what_it_takes(visit, empty_store):
    app = visit(PAGE)
    assert not app.exception
    assert app.title[0].value == "Import"
    assert "No file was imported yet" in app.info[0].value


def test_a_file_shows_its_columns_and_what_would_happen_and_nothing_is_written(visit, empty_store):
    app = uploaded(visit(PAGE))
    assert not app.exception
    assert metrics(app) == {
        "Rows read": "3", "Created": "2", "Updated": "0", "Unchanged": "0", "Rejected": "1",
    }  # fmt: skip
    boxes = {box.label: box.value for box in app.selectbox}
    assert boxes["Customer ID (needed)"] == "Customer ID"
    assert boxes["Name"] == "Full name"
    assert boxes["City"] == "Not in the file"
    assert any("a number belongs" in text.value for text in app.markdown)
    assert empty_store.data_version == 0


def test_a_file_of_another_table_is_read_as_that_at_one_press(visit, empty_store):
    lines = b"Invoice,StockCode,Quantity,InvoiceDate,Price,Customer ID\n1,A,2,2010-01-02,3,c1\n"
    app = uploaded(visit(PAGE), lines, "invoices.csv")
    assert app.warning[0].value == "This looks like a file of orders, and is read as customers."
    app.button(key="import_read_as").click().run()
    assert not app.exception
    assert not app.warning
    app.button(key="import_commit").click().run()
    assert customers(empty_store) == [("c1", None, None)]
    assert empty_store.cursor().execute("select count(*) from orders").fetchall() == [(1,)]


def test_importing_writes_once_and_offers_the_way_back(visit, empty_store):
    app = uploaded(visit(PAGE))
    app.button(key="import_commit").click().run()
    assert not app.exception
    assert customers(empty_store) == [("c1", "Ann", 30), ("c3", "Cy", 41)]
    assert "Imported 2 rows of people.csv" in app.success[0].value
    assert empty_store.data_version == 1
    app.run()
    assert empty_store.data_version == 1
    app.button(key="import_again").click().run()
    assert not app.metric
    assert app.selectbox(key="import_log_choice").value


def test_another_column_can_be_chosen_and_others_kept(visit, empty_store):
    app = uploaded(visit(PAGE))
    box = next(box for box in app.selectbox if box.label == "Age")
    box.set_value("Not in the file").run()
    app.toggle(key="import_keep_extra").set_value(True).run()
    assert metrics(app)["Rejected"] == "0"
    app.button(key="import_commit").click().run()
    with empty_store.cursor() as con:
        sizes = con.execute('select "Shoe size" from customers order by customer_id').fetchall()
    assert sizes == [(38.0,), (44.0,), (None,)]


def test_a_mended_file_of_rejects_is_taken(visit, empty_store):
    from pages.parts import import_reads

    app = uploaded(visit(PAGE))
    app.button(key="import_commit").click().run()
    with empty_store.cursor() as con:
        (import_id,) = con.execute("select import_id from imports").fetchone()
    rejects = import_reads.rejects_file(import_id).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(rejects))
    assert row["_reason"].startswith("Age: 'old'")
    app.button(key="import_again").click().run()
    app = uploaded(app, rejects.replace("old,", "50,").encode(), "mended.csv")
    app.button(key="import_commit").click().run()
    assert customers(empty_store)[1] == ("c2", "Bo", 50)


def test_what_was_imported_is_said_above_the_choices(visit, empty_store):
    app = uploaded(visit(PAGE))
    app.button(key="import_commit").click().run()
    shown = [element.type for element in app.main]
    assert shown.index("success") < shown.index("expander")


def test_a_copy_of_an_upload_is_whole_and_goes_with_its_plan(visit, empty_store, monkeypatch):
    from pages.parts import import_reads

    kept = []
    planned = import_reads._Held.__init__

    def noted(self, plan, copy):
        planned(self, plan, copy)
        kept.append(self)

    monkeypatch.setattr(import_reads._Held, "__init__", noted)
    uploaded(visit(PAGE))
    (held,) = kept
    assert held.copy.read_bytes() == CUSTOMERS
    assert [file.name for file in held.copy.parent.iterdir()] == [held.copy.name]
    held.close()
    assert not held.copy.exists()


def test_copies_of_uploads_go_when_the_process_ends():
    code = (
        "from pathlib import Path\n"
        "from pages.parts import uploads\n"
        "(Path(uploads.folder()) / 'copy.csv').write_text('personal')\n"
        "print(uploads.folder())"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not Path(ran.stdout.strip()).exists()


def test_copies_of_a_killed_process_go_at_the_next_start_and_those_of_a_living_one_stay():
    code = (
        "from pathlib import Path\n"
        "from pages.parts import uploads\n"
        "(Path(uploads.folder()) / 'copy.csv').write_text('personal')\n"
        "print(uploads.folder(), flush=True)\n"
        "input()"
    )
    call = [sys.executable, "-c", code]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        copy = Path(other.stdout.readline().strip()) / "copy.csv"
        uploads.forget_left_behind()
        assert copy.exists()
        other.kill()
        other.wait()
        assert copy.exists()
        uploads.forget_left_behind()
        assert not copy.parent.exists()


def test_copies_of_uploads_go_when_the_server_stops(monkeypatch):
    monkeypatch.setattr(server, "_warm_up_then_collect", lambda: None)
    monkeypatch.setattr(server.PagesManager, "uses_pages_directory", None)

    async def served():
        async with server.lifespan(None):
            copy = Path(uploads.folder()) / "copy.csv"
            copy.write_text("personal")
        return copy

    # A thread of its own, for Playwright may hold this one's event loop already.
    with ThreadPoolExecutor(1) as thread:
        copy = thread.submit(asyncio.run, served()).result()
    assert not copy.parent.exists()


def test_a_file_that_cannot_be_imported_gives_a_sentence(visit, empty_store):
    app = uploaded(visit(PAGE), b"", "empty.csv")
    assert not app.exception
    assert "it is empty" in app.error[0].value
    app = uploaded(app, b"one,two\n1,2\n", "strange.csv")
    assert "customer" in app.error[0].value


def test_the_reasons_of_rejects_are_shown_letter_by_letter(visit, empty_store):
    rows = b"Customer ID,Age\nc1,*old*\n"
    app = uploaded(visit(PAGE), rows)
    [table] = [table.value for table in app.table]
    assert list(table.columns) == ["Line", "Reason"]
    assert "\\*old\\*" in table["Reason"].iloc[0]
