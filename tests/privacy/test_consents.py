"""The last decision of a customer holds; who never decided has not refused."""

from datetime import datetime

import pytest

from crm_core.errors import InvalidValue
from crm_core.privacy import refusals
from crm_core.workflows.records import add_row, undo_change_set


def decided(store, customer, is_granted, day, purpose="personalisation"):
    values = {
        "customer_id": customer,
        "purpose": purpose,
        "is_granted": is_granted,
        "decided_at": datetime(2024, 1, day),
    }
    return add_row(store, "consents", values, actor="ann")


def test_the_last_decision_holds_and_can_be_undone(store, fill):
    fill(customers=[{"customer_id": name} for name in ("ann", "bob", "cat", "dan")])
    decided(store, "ann", "no", 5)
    decided(store, "bob", "no", 5)
    decided(store, "bob", "yes", 6)
    decided(store, "bob", "no", 3)
    decided(store, "cat", "no", 5, purpose="marketing")
    last = decided(store, "dan", "false", 9)
    with store.cursor() as con:
        assert refusals(con, "personalisation") == {"ann", "dan"}
        assert refusals(con, "marketing") == {"cat"}
    undo_change_set(store, last.change_set_id, actor="ann")
    with store.cursor() as con:
        assert refusals(con, "personalisation") == {"ann"}


def test_a_purpose_that_is_not_there_is_refused(store):
    with store.cursor() as con, pytest.raises(InvalidValue, match="personalisation"):
        refusals(con, "everything")
