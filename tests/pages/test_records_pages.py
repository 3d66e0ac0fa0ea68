"""What people write on the pages arrives in the store, and can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from crm_core.store import Store
from crm_core.workflows.records import add_row, set_values
from pages.parts import log_form

DIRECTORY = "pages/customers/directory.py"
CUSTOMER = "pages/customers/customer.py"
COMMUNICATIONS = "pages/customers/communications.py"
PRODUCTS = "pages/customers/products.py"
HISTORY = "pages/prepare/history.py"
SETTINGS = "pages/prepare/settings.py"


@pytest.fixture
def three_customers(empty_store: Store) -> Store:
    for row_id, name, city in (
        ("c1", "Ada", "Leeds"),
        ("c2", "Bob", "York"),
        ("c3", "Cid", "Bath"),
    ):
        values = {"customer_id": row_id, "name": name, "city": city}
        add_row(empty_store, "customers", values, actor="ann")
    return empty_store


def value(store: Store, column: str, row_id: str, table: str = "customers") -> Any:
    key = {"customers": "customer_id", "products": "product_id"}.get(table, "communication_id")
    with store.cursor() as con:
        row = con.execute(f"select {column} from {table} where {key} = $id", {"id": row_id})
        return row.fetchone()[0]


def edit(app: AppTest, row: int, grid: str = "directory", **values: Any) -> AppTest:
    """Type into the grid as the browser reports it: by the position of the row."""
    key = app.session_state[f"{grid}_shown"]["key"]
    app.session_state[key] = {"edited_rows": {row: values}, "added_rows": [], "deleted_rows": []}
    return app.run()


def words(app: AppTest) -> str:
    lists = (app.markdown, app.error, app.success, app.info, app.warning, app.caption)
    shown = "\n".join(str(element.value) for elements in lists for element in elements)
    return shown.replace("\\", "")


def test_an_edited_cell_waits_as_a_diff_until_it_is_saved(three_customers, visit):
    app = edit(visit(DIRECTORY), 1, city="Oslo")
    assert "**1 change** in 1 customer, not saved" in words(app)
    assert value(three_customers, "city", "c2") == "York"
    app.button(key="directory_save").click().run()
    assert not app.exception
    assert value(three_customers, "city", "c2") == "Oslo"
    assert "not saved" not in words(app)
    app.button(key="directory_undo").click().run()
    assert value(three_customers, "city", "c2") == "York"


def test_saving_twice_writes_once(three_customers, visit):
    app = edit(visit(DIRECTORY), 1, city="Oslo")
    app.button(key="directory_save").click().run()
    version = three_customers.data_version
    app.run()
    assert three_customers.data_version == version


def test_discarded_edits_are_gone(three_customers, visit):
    app = edit(visit(DIRECTORY), 1, city="Oslo")
    app.button(key="directory_discard").click().run()
    assert "not saved" not in words(app)
    assert list(app.data_editor[0].value["city"]) == ["Leeds", "York", "Bath"]


def test_an_edit_follows_its_customer_through_a_sort(three_customers, visit):
    app = edit(visit(DIRECTORY), 0, city="Oslo")
    app.selectbox(key="directory_order").set_value("Descending").run()
    assert list(app.data_editor[0].value.index) == ["c3", "c2", "c1"]
    assert list(app.data_editor[0].value["city"]) == ["Bath", "York", "Oslo"]
    edit(app, 0, city="Rome")
    app.button(key="directory_save").click().run()
    cities = [value(three_customers, "city", row_id) for row_id in ("c1", "c2", "c3")]
    assert cities == ["Oslo", "York", "Rome"]


def test_an_edit_survives_a_write_of_somebody_else(three_customers, visit):
    app = edit(visit(DIRECTORY), 0, city="Oslo")
    set_values(three_customers, "customers", "c2", {"city": "Hull"}, actor="bob")
    app.run()
    assert list(app.data_editor[0].value["city"]) == ["Oslo", "Hull", "Bath"]
    app.button(key="directory_save").click().run()
    assert value(three_customers, "city", "c1") == "Oslo"


def test_a_stale_edit_is_a_conflict_with_both_values(three_customers, visit):
    app = edit(visit(DIRECTORY), 0, city="Oslo", name="Ada L")
    set_values(three_customers, "customers", "c1", {"city": "Hull"}, actor="bob")
    app.button(key="directory_save").click().run()
    assert value(three_customers, "city", "c1") == "Hull"
    assert value(three_customers, "name", "c1") == "Ada L"
    conflicts = [table.value for table in app.dataframe if "Wanted" in table.value]
    assert conflicts[0].values.tolist() == [["c1", "City", "Hull", "Oslo"]]


def test_an_invalid_cell_is_a_sentence_and_nothing_is_saved(three_customers, visit):
    app = edit(visit(DIRECTORY), 0, email="nonsense")
    edit(app, 1, city="Oslo")
    app.button(key="directory_save").click().run()
    assert "'nonsense' is no value for email" in words(app)
    assert "**2 changes** in 2 customers, not saved" in words(app)
    assert value(three_customers, "city", "c2") == "York"


def test_ticked_rows_go_to_the_bin_and_come_back(three_customers, visit):
    app = edit(visit(DIRECTORY), 1, chosen=True)
    app.button(key="directory_delete").click().run()
    assert list(app.data_editor[0].value.index) == ["c1", "c3"]
    app.toggle(key="directory_bin").set_value(True).run()
    assert list(app.data_editor[0].value.index) == ["c2"]
    edit(app, 0, chosen=True)
    app.button(key="directory_restore").click().run()
    assert value(three_customers, "deleted_at", "c2") is None


def test_the_directory_reads_its_filters_from_the_address(demo_store, visit):
    with demo_store.cursor() as con:
        city, count = con.execute(
            "select city, count(*) from customers group by city order by 2 desc, 1 limit 1"
        ).fetchone()
    app = visit(DIRECTORY, directory_city=city)
    assert f"**{count}** customer" in words(app)
    assert set(app.data_editor[0].value["city"]) == {city}


def test_the_last_page_stays_in_reach_when_a_filter_shortens_the_list(demo_store, visit):
    app = visit(DIRECTORY, directory_page="12")
    shown = app.data_editor[0].value
    assert len(shown) == 25
    app.text_input(key="directory_text").set_value(shown.index[3]).run()
    assert not app.exception
    assert list(app.data_editor[0].value.index) == [shown.index[3]]


def test_a_profile_is_saved_and_a_bad_value_is_a_sentence(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    app.text_input(key="customer_c1_0_city").set_value("Oslo")
    app.button(key="profile_save").click().run()
    assert value(three_customers, "city", "c1") == "Oslo"
    app.text_input(key="customer_c1_1_age").set_value("old")
    app.button(key="profile_save").click().run()
    assert "'old' is no value for age" in words(app)


def test_what_a_person_typed_survives_another_persons_write(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    app.text_input(key="customer_c1_0_name").set_value("Ada L")
    set_values(three_customers, "customers", "c1", {"city": "Hull"}, actor="bob")
    app.button(key="profile_save").click().run()
    assert "Saved: 1 row." in words(app)
    assert value(three_customers, "name", "c1") == "Ada L"
    assert value(three_customers, "city", "c1") == "Hull"
    assert app.text_input(key="customer_c1_1_city").value == "Hull"


def test_the_same_field_written_by_two_is_a_conflict_that_mine_can_win(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    app.text_input(key="customer_c1_0_city").set_value("Oslo")
    set_values(three_customers, "customers", "c1", {"city": "Hull"}, actor="bob")
    app.button(key="profile_save").click().run()
    assert value(three_customers, "city", "c1") == "Hull"
    conflicts = [table.value for table in app.dataframe if "Wanted" in table.value]
    assert conflicts[0].values.tolist() == [["c1", "City", "Hull", "Oslo"]]
    app.button(key="customer_mine").click().run()
    assert value(three_customers, "city", "c1") == "Oslo"
    assert not [table for table in app.dataframe if "Wanted" in table.value]
    assert app.text_input(key="customer_c1_2_city").value == "Oslo"


def test_mine_does_not_win_over_what_was_not_shown(three_customers, visit):
    app = edit(visit(DIRECTORY), 0, city="Oslo")
    set_values(three_customers, "customers", "c1", {"city": "Hull"}, actor="bob")
    app.button(key="directory_save").click().run()
    set_values(three_customers, "customers", "c1", {"city": "Rome"}, actor="cat")
    app.button(key="directory_mine").click().run()
    assert value(three_customers, "city", "c1") == "Rome"
    conflicts = [table.value for table in app.dataframe if "Wanted" in table.value]
    assert conflicts[0].values.tolist() == [["c1", "City", "Rome", "Oslo"]]
    app.button(key="directory_mine").click().run()
    assert value(three_customers, "city", "c1") == "Oslo"


def test_a_form_says_that_its_row_was_changed_and_shows_it_as_it_is_now(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    set_values(three_customers, "customers", "c1", {"city": "Hull"}, actor="bob")
    app.run()
    assert "Somebody changed this row since you opened it." in words(app)
    app.button(key="customer_now").click().run()
    assert app.text_input(key="customer_c1_1_city").value == "Hull"
    assert "Somebody changed this row" not in words(app)


def test_an_undone_save_is_seen_in_the_form(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    app.text_input(key="customer_c1_0_city").set_value("Oslo")
    app.button(key="profile_save").click().run()
    app.button(key="customer_undo").click().run()
    assert app.text_input(key="customer_c1_2_city").value == "Leeds"


def test_a_form_left_and_opened_again_shows_what_is_stored(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    app.query_params["customer"] = "c2"
    app.run()
    set_values(three_customers, "customers", "c1", {"city": "Hull"}, actor="bob")
    app.query_params["customer"] = "c1"
    app.run()
    assert app.text_input(key="customer_c1_0_city").value == "Hull"


def test_a_communication_is_logged_from_the_customers_page(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    app.text_input(key="customer_log_subject").set_value("Called back")
    app.selectbox(key="customer_log_channel").set_value("sms")
    app.button(key="customer_log_send").click().run()
    assert not app.exception
    assert "Logged: 1 communication." in words(app)
    assert "**sms · outbound · sales**" in words(app)
    with three_customers.cursor() as con:
        row = con.execute("select customer_id, subject, owner from communications").fetchall()
    assert row == [("c1", "Called back", "ann")]


def test_the_next_communication_begins_empty_and_now(three_customers, visit, monkeypatch):
    opened, logged = datetime(2024, 1, 2, 9, 0), datetime(2024, 1, 2, 9, 40)
    monkeypatch.setattr(log_form, "_now", lambda: opened)
    app = visit(CUSTOMER, customer="c1")
    assert app.datetime_input(key="customer_log_when").value == opened
    monkeypatch.setattr(log_form, "_now", lambda: logged)
    app.run()
    assert app.datetime_input(key="customer_log_when").value == opened
    app.text_input(key="customer_log_subject").set_value("Called back")
    app.text_area(key="customer_log_said").set_value("All is well")
    app.selectbox(key="customer_log_outcome_value").set_value("resolved")
    app.button(key="customer_log_send").click().run()
    with three_customers.cursor() as con:
        [(at,)] = con.execute("select occurred_at from communications").fetchall()
    assert at == opened
    assert app.datetime_input(key="customer_log_when").value == logged
    assert app.text_input(key="customer_log_subject").value == ""
    assert app.text_area(key="customer_log_said").value == ""
    assert app.selectbox(key="customer_log_outcome_value").value is None


def test_a_customer_can_be_binned_and_restored_from_their_page(three_customers, visit):
    app = visit(CUSTOMER, customer="c1")
    app.button(key="customer_bin").click().run()
    assert "This customer is in the bin" in words(app)
    app.button(key="customer_bin").click().run()
    assert value(three_customers, "deleted_at", "c1") is None


def test_a_communication_is_edited_with_its_history(demo_store, visit):
    with demo_store.cursor() as con:
        (row_id,) = con.execute("select min(communication_id) from communications").fetchone()
    app = visit(COMMUNICATIONS, communication=row_id)
    app.text_input(key=f"communication_{row_id}_0_subject").set_value("Mended subject")
    app.button(key="communication_save").click().run()
    assert not app.exception
    assert value(demo_store, "subject", row_id, "communications") == "Mended subject"
    history = next(table.value for table in app.dataframe if "after" in table.value)
    assert "Mended subject" in list(history["after"])


def test_two_people_write_two_fields_of_one_communication(demo_store, visit):
    with demo_store.cursor() as con:
        (row_id,) = con.execute("select min(communication_id) from communications").fetchone()
    app = visit(COMMUNICATIONS, communication=row_id)
    app.text_input(key=f"communication_{row_id}_0_subject").set_value("Mine")
    set_values(demo_store, "communications", row_id, {"owner": "bob"}, actor="bob")
    app.button(key="communication_save").click().run()
    assert value(demo_store, "subject", row_id, "communications") == "Mine"
    assert value(demo_store, "owner", row_id, "communications") == "bob"


def test_communications_are_filtered_by_the_address(demo_store, visit):
    with demo_store.cursor() as con:
        (count,) = con.execute(
            "select count(*) from communications where channel = 'sms'"
        ).fetchone()
    app = visit(COMMUNICATIONS, communications_channels="sms")
    assert f"**{count:,}** communication" in words(app)
    assert set(app.data_editor[0].value["channel"]) == {"sms"}


def test_a_price_is_edited(demo_store, visit):
    app = visit(PRODUCTS)
    product = app.data_editor[0].value.index[0]
    edit(app, 0, grid="products", price=12.5)
    app.button(key="products_save").click().run()
    assert float(value(demo_store, "price", product, "products")) == 12.5


def test_the_history_undoes_and_redoes(three_customers, visit):
    set_values(three_customers, "customers", "c1", {"city": "Oslo"}, actor="bob")
    app = visit(HISTORY)
    app.button(key="history_4_undo").click().run()
    assert value(three_customers, "city", "c1") == "Leeds"
    assert "Undone: 1 row." in words(app)
    app.button(key="history_5_undo").click().run()
    assert value(three_customers, "city", "c1") == "Oslo"


def test_an_undo_lists_what_was_changed_since(three_customers, visit):
    set_values(three_customers, "customers", "c1", {"city": "Oslo"}, actor="bob")
    set_values(three_customers, "customers", "c1", {"city": "Rome"}, actor="cat")
    app = visit(HISTORY)
    app.button(key="history_4_undo").click().run()
    assert value(three_customers, "city", "c1") == "Rome"
    conflicts = [table.value for table in app.dataframe if "Wanted" in table.value]
    assert conflicts[0].values.tolist() == [["c1", "City", "Rome", "Leeds"]]


def test_the_history_of_one_row_has_its_own_address(three_customers, visit):
    set_values(three_customers, "customers", "c1", {"city": "Oslo"}, actor="bob")
    app = visit(HISTORY, history_table="customers", history_row="c1")
    assert list(app.dataframe[0].value["kind"]) == ["updated", "created"]


def test_who_and_what_was_searched_in_the_history_stay_out_of_the_address(three_customers, visit):
    set_values(three_customers, "customers", "c1", {"city": "Oslo"}, actor="bob")
    everything = "**4** changes, the newest first"
    assert everything in words(visit(HISTORY, history_text="edit", history_actor="bob"))
    app = visit(HISTORY)
    app.text_input(key="history_text").set_value("edit")
    app.multiselect(key="history_actor").set_value(["bob"]).run()
    assert "**1** change, the newest first" in words(app)


def test_best_sellers_that_only_came_back_are_drawn(three_customers, visit):
    with three_customers.transaction(actor="ann", reason="A return") as tx:
        tx.insert("products", "select 'pen' as product_id, 'Pen' as name")
        tx.insert("orders", "select 'C1' as order_id, timestamp '2024-01-02' as ordered_at")
        tx.insert(
            "order_lines",
            "select 'C1' as order_id, 'pen' as product_id, -5 as quantity, 2 as unit_price, "
            "timestamp '2024-01-02' as ordered_at",
        )
    app = visit(PRODUCTS)
    assert not app.exception
    best = next(table for table in app.dataframe if "revenue" in table.value)
    assert list(best.value["revenue"]) == [-10.0]
    assert '"max_value": 1.0' in best.proto.columns


def test_settings_are_saved_and_change_how_money_is_shown(three_customers, visit):
    app = visit(SETTINGS)
    app.selectbox(key="settings_currency").set_value("EUR")
    app.button(key="settings_save").click().run()
    assert "Saved: 1 setting." in words(app)
    app.switch_page(CUSTOMER)
    app.query_params["customer"] = "c1"
    app.run()
    assert [m.value for m in app.metric if m.label == "Spend"] == ["€0.00"]


def test_impossible_business_hours_are_a_sentence(three_customers, visit):
    app = visit(SETTINGS)
    app.text_input(key="settings_business_hours").set_value("9 to 5")
    app.button(key="settings_save").click().run()
    assert "'9 to 5' is no value for business_hours" in words(app)


def test_the_best_matches_of_a_search_are_highlighted_and_similar_ones_named(empty_store, visit):
    add_row(empty_store, "customers", {"customer_id": "c1", "name": "Ada"}, actor="ann")
    said = {"text": "", "occurred_at": "2024-03-01", "channel": "email", "customer_id": "c1"}
    for row_id, text, direction, day in (
        ("m1", "The parcel is *late* and broken", "inbound", "2024-03-01"),
        ("m2", "We send you a new one", "outbound", "2024-03-02"),
        ("m3", "My parcel came late again, terrible", "inbound", "2024-04-01"),
    ):
        given = {"communication_id": row_id, "text": text, "direction": direction}
        add_row(empty_store, "communications", said | given | {"occurred_at": day}, actor="ann")
    app = visit(COMMUNICATIONS)
    app.text_input(key="communications_text").set_value("parcels late").run()
    shown = [str(element.value) for element in app.markdown]
    assert r"The **parcel** is \***late**\* and broken" in shown
    assert not app.exception
    app = visit(COMMUNICATIONS, communication="m3")
    assert not app.exception
    told = words(app)
    assert "alike** by parcel, late" in told
    assert "Answered: We send you a new one" in told
    assert "By the words: late, terrible." in told
