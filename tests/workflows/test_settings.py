"""Settings are checked, changed and undone, and a new charge list sorts the products again."""

import pytest

from crm_core.errors import InvalidValue
from crm_core.settings import Settings, read_settings
from crm_core.store import Store
from crm_core.workflows.records import add_row
from crm_core.workflows.settings import change_settings


def one(store: Store, sql: str) -> tuple:
    with store.cursor() as con:
        return con.execute(sql).fetchone()


def test_settings_are_changed_checked_and_undone(store):
    saved = change_settings(store, {"currency": "EUR", "first_weekday": "Sunday"}, actor="ann")
    with store.cursor() as con:
        assert read_settings(con) == Settings(currency="EUR", first_weekday="Sunday")
    store.undo(saved.change_set_id, actor="ann")
    with store.cursor() as con:
        assert read_settings(con) == Settings()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("currency", "euros"),
        ("time_zone", "Mars/Base"),
        ("first_weekday", "Funday"),
        ("business_hours", "17:00-09:00"),
        ("business_hours", "9-5"),
    ],
)
def test_a_setting_refuses_what_it_cannot_be(store, name, text):
    with pytest.raises(InvalidValue, match=name):
        change_settings(store, {name: text}, actor="ann")


def test_what_a_person_sorted_outlasts_a_new_charge_list(store):
    add_row(store, "products", {"product_id": "GIFT", "kind": "charge"}, actor="ann")
    change_settings(store, {"charge_codes": "POST, WRAP"}, actor="ann")
    assert one(store, "select kind from products") == ("charge",)


def test_a_new_charge_list_sorts_the_products_again(store):
    add_row(store, "products", {"product_id": "WRAP", "name": "Gift wrap"}, actor="ann")
    saved = change_settings(store, {"charge_codes": "post, wrap ,"}, actor="ann")
    assert one(store, "select kind from products") == ("charge",)
    with store.cursor() as con:
        assert read_settings(con).charge_codes == ("POST", "WRAP")
    store.undo(saved.change_set_id, actor="ann")
    assert one(store, "select kind from products") == ("product",)
