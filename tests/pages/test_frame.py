"""What every page has in common: it draws in every state, inside the frame."""

from __future__ import annotations

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from crm_core.errors import StorageFull
from crm_core.store import Store, open_store
from crm_core.workflows.records import add_row
from pages.parts import navigation

PAGES = [place.file for place in navigation.PLACES]


def sentences(app: AppTest) -> str:
    parts = (app.title, app.markdown, app.info, app.error, app.caption, app.subheader)
    return "\n".join(str(element.value) for elements in parts for element in elements)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_over_an_empty_database(page, empty_store, visit):
    app = visit(page)
    assert not app.exception
    assert app.title


@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_with_one_customer_only(page, empty_store: Store, visit):
    add_row(empty_store, "customers", {"name": "Ada Lovelace"}, actor="ann")
    app = visit(page)
    assert not app.exception
    assert app.title


@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_over_the_demo_company(page, demo_store, visit):
    app = visit(page)
    assert not app.exception
    assert not app.error
    assert app.title


def test_an_empty_directory_offers_import_and_a_demo_company(empty_store, visit):
    app = visit("pages/customers/directory.py")
    assert app.button(key="states_import").label == "Import a file"
    assert app.button(key="states_demo").label == "Make a demo company"


def test_the_button_makes_a_demo_company_and_the_page_fills(empty_store: Store, visit, monkeypatch):
    monkeypatch.setattr("pages.parts.states.DEMO_CUSTOMERS", 60)
    app = visit("pages/customers/directory.py")
    app.button(key="states_demo").click().run()
    assert not app.exception
    assert len(app.data_editor[0].value) == 25
    assert "**60** customers" in [element.value for element in app.markdown]


def test_a_locked_database_is_a_sentence_and_not_a_crash(database, visit, monkeypatch):
    with open_store(database, create=True):
        app = visit("pages/customers/directory.py")
        assert not app.exception
        assert app.title[0].value == "The database cannot be opened"
        assert "in use" in app.error[0].value
        assert app.button(key="states_retry")


def test_a_newer_database_is_a_sentence_that_says_to_update(database, visit):
    open_store(database, create=True).close()
    with duckdb.connect(str(database)) as con:
        con.execute("insert into schema_versions values (999, timestamp '2030-01-01')")
    app = visit("pages/customers/directory.py")
    assert not app.exception
    assert "update Rapport to open it" in app.error[0].value
    database.unlink()


def test_a_full_disk_is_a_sentence_and_the_page_goes_on(empty_store: Store, visit, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise StorageFull(empty_store.path)

    monkeypatch.setattr("pages.parts.states.make_demo", full)
    app = visit("pages/customers/directory.py")
    app.button(key="states_demo").click().run()
    assert not app.exception
    assert "No room is left on the disk" in app.error[0].value
    assert app.button(key="states_import")


def test_a_foreign_file_is_a_sentence_and_is_left_as_it_was(database, visit):
    database.write_bytes(b"this is no database at all")
    app = visit("pages/customers/directory.py")
    assert not app.exception
    assert "is no Rapport database" in app.error[0].value
    assert database.read_bytes() == b"this is no database at all"
    database.unlink()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("ada lovel", "Ada Lovelace"), ("李娜", "李娜"), ("07700 900", "李娜"), ("x9", "李娜")],
)
def test_the_sidebar_finds_a_customer_from_any_page(typed, found, empty_store: Store, visit):
    add_row(empty_store, "customers", {"name": "Ada Lovelace"}, actor="ann")
    chinese = {"customer_id": "x9", "name": "李娜", "phone": "+447700900123"}
    add_row(empty_store, "customers", chinese, actor="ann")
    app = visit("pages/prepare/settings.py")
    app.text_input(key="finder_text").set_value(typed).run()
    assert [link.value for link in app.sidebar.page_link if found in link.value]
    assert len(app.sidebar.page_link) == 1


def test_a_name_that_is_markdown_is_shown_letter_by_letter(empty_store: Store, visit):
    name = "![x](http://evil.example/a.png) :material/home:"
    add_row(empty_store, "customers", {"customer_id": "m1", "name": name}, actor="ann")
    app = visit("pages/customers/customer.py", customer="m1")
    assert "\\!\\[x\\]" in app.title[0].value
    assert ":material" not in app.title[0].value


def test_an_empty_list_offers_an_import_and_a_filtered_one_to_loosen_the_filter(
    empty_store: Store, visit
):
    add_row(empty_store, "customers", {"name": "Ada Lovelace"}, actor="ann")
    app = visit("pages/customers/communications.py")
    assert "No communications yet." in app.info[0].value
    app.text_input(key="communications_text").set_value("anything").run()
    assert "No communications match." in app.info[0].value
