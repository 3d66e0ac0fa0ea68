"""What a person meets who uses the pages for the first time."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm_core.store import Store
from crm_core.workflows.records import add_row, set_values

DIRECTORY = "pages/customers/directory.py"
CUSTOMER = "pages/customers/customer.py"
COMMUNICATIONS = "pages/customers/communications.py"
ORDER = "pages/customers/order.py"
PRODUCTS = "pages/customers/products.py"
HISTORY = "pages/prepare/history.py"


@pytest.fixture
def ada(empty_store: Store) -> Store:
    values = {"customer_id": "c1", "name": "Ada", "city": "Leeds"}
    add_row(empty_store, "customers", values, actor="ann")
    return empty_store


def rows(store: Store, table: str) -> int:
    with store.cursor() as con:
        [(count,)] = con.execute(f"select count(*) from {table}").fetchall()
    return int(count)


def edit(app: AppTest, **values: Any) -> AppTest:
    """Type into the first row of the directory."""
    key = app.session_state["directory_shown"]["key"]
    app.session_state[key] = {"edited_rows": {0: values}, "added_rows": [], "deleted_rows": []}
    return app.run()


def words(app: AppTest) -> str:
    lists = (app.markdown, app.error, app.success, app.info, app.warning, app.caption)
    shown = "\n".join(str(element.value) for elements in lists for element in elements)
    return shown.replace("\\", "")


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.main.get("page_link")]


def opened_by(app: AppTest) -> dict[str, str]:
    return dict(app.dataframe[0].proto.button_click_widgets)


def test_a_click_on_an_order_is_forgotten_when_the_orders_change(demo_store, visit):
    app = visit(ORDER)
    before = opened_by(app)
    add_row(demo_store, "orders", {"ordered_at": "2030-01-01"}, actor="bob")
    app.run()
    assert before
    assert opened_by(app) != before


def test_the_orders_are_filtered_by_the_address(demo_store, visit):
    with demo_store.cursor() as con:
        [(customer, count)] = con.execute(
            "select customer_id, count(*) from orders where is_return group by 1 "
            "order by 2 desc, 1 limit 1"
        ).fetchall()
    app = visit(ORDER, orders_customer=customer, orders_kind="Returns only")
    assert f"**{count}** order" in words(app)
    shown = app.dataframe[0].value
    assert set(shown["customer_id"]) == {customer}
    assert all(shown["is_return"])


def test_the_orders_are_sorted_by_amount_from_the_address(demo_store, visit):
    app = visit(ORDER, orders_sort="Amount", orders_order="Ascending")
    amounts = list(app.dataframe[0].value["amount"])
    assert amounts == sorted(amounts)
    assert len(amounts) == 25
    assert amounts[0] < 0


def test_a_communication_with_nothing_said_is_not_logged(ada, visit):
    app = visit(CUSTOMER, customer="c1")
    app.text_input(key="customer_log_subject").set_value("  ")
    app.button(key="customer_log_send").click().run()
    assert "Write a subject or what was said, or choose an outcome." in words(app)
    assert rows(ada, "communications") == 0
    app.selectbox(key="customer_log_outcome_value").set_value("no_answer")
    app.button(key="customer_log_send").click().run()
    assert "Logged: 1 communication." in words(app)


def customer_form() -> None:
    """The dialog's content as a page: a dialog closes when the whole app runs."""
    from pages.parts.new_customer import add_a_customer

    add_a_customer.__wrapped__()


def product_form() -> None:
    from pages.parts.product_parts import add_a_product

    add_a_product.__wrapped__()


@pytest.mark.parametrize(
    ("form", "name", "sentence"),
    [
        (customer_form, "customer", "Fill in at least one field"),
        (product_form, "product", "Give the product an id or a name."),
    ],
)
def test_a_row_of_blanks_is_not_added(form, name, sentence, ada):
    app = AppTest.from_function(form, default_timeout=30).run()
    app.text_input(key=f"new_{name}_name").set_value("   ")
    before = rows(ada, f"{name}s")
    app.button(key=f"new_{name}_add").click().run()
    assert sentence in words(app)
    assert rows(ada, f"{name}s") == before


def test_the_bin_says_how_to_restore(ada, visit):
    app = visit(DIRECTORY)
    assert "Tick rows to move them to the bin" in words(app)
    edit(app, chosen=True)
    app.button(key="directory_delete").click().run()
    app.toggle(key="directory_bin").set_value(True).run()
    assert "Tick rows to restore them" in words(app)


def test_where_nothing_was_saved_only_the_conflict_is_said(ada, visit):
    app = edit(visit(DIRECTORY), city="Oslo")
    set_values(ada, "customers", "c1", {"city": "Hull"}, actor="bob")
    app.button(key="directory_save").click().run()
    assert not app.success
    assert "Somebody changed these values" in words(app)


def test_the_history_says_whom_and_what_was_undone(ada, visit):
    set_values(ada, "customers", "c1", {"city": "Oslo"}, actor="bob")
    app = visit(HISTORY)
    assert "Edit a customer – Ada (c1)" in words(app)
    app.button(key="history_2_undo").click().run()
    assert "Undo of change-set 2: Edit a customer – Ada (c1)" in words(app)


def test_an_empty_history_shows_one_empty_state_and_no_filter(empty_store, visit):
    app = visit(HISTORY)
    assert app.button(key="states_demo")
    assert not app.info
    assert not app.main.text_input


@pytest.mark.parametrize(
    ("page", "noun"), [(CUSTOMER, "customer"), (ORDER, "order"), (COMMUNICATIONS, "communication")]
)
def test_an_unknown_row_is_a_sentence_and_a_way_back(page, noun, demo_store, visit):
    app = visit(page, **{noun: "nobody"})
    assert not app.exception
    assert [title.value for title in app.title] == [f"No such {noun}"]
    assert f"There is no {noun} 'nobody' here." in words(app)
    assert "`" not in words(app)
    assert f"All {noun}s" in links(app)


def test_a_communication_without_subject_is_named_by_its_channel_and_customer(ada, visit):
    values = {"customer_id": "c1", "occurred_at": "2024-01-02 10:00", "channel": "phone"}
    values |= {"direction": "inbound", "purpose": "service"}
    added = add_row(ada, "communications", values, actor="ann")
    app = visit(COMMUNICATIONS, communication=added.id)
    assert app.title[0].value == "A communication by phone"
    assert "Ada" in links(app)
