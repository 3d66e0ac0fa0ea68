"""A customer is added though she is there, merged, and given back with what came since."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from crm_core.store import open_store
from crm_core.workflows.records import add_row


def test_a_merge_and_its_unmerge(visitor, tmp_path):
    database = tmp_path / "shop.duckdb"
    with open_store(database, create=True) as store:
        for customer_id, name, email in (
            ("ada", "Ada King", "ada.king@example.com"),
            ("bob", "Bob Ray", "bob@example.com"),
        ):
            values = {"customer_id": customer_id, "name": name, "email": email, "city": "Leeds"}
            add_row(store, "customers", values, actor="test")
            call = {"customer_id": customer_id, "channel": "phone", "direction": "inbound"}
            add_row(store, "communications", call | {"occurred_at": "2024-01-01"}, actor="test")
    ann = visitor(database)
    main = ann.page.locator("[data-testid=stMain]")

    ann.open("directory")
    ann.press("directory_add")
    ann.keyed("new_customer_name").locator("input").fill("King, Ada")
    ann.keyed("new_customer_email").locator("input").fill("Ada.King@example.com")
    ann.keyed("new_customer_city").locator("input").fill("York")
    ann.keyed("new_customer_id").locator("input").fill("ada2")
    ann.press("new_customer_add")
    warning = ann.page.get_by_role("dialog")
    expect(warning).to_contain_text("Somebody like that is there already")
    expect(warning).to_contain_text("same e-mail")
    ann.press("new_customer_anyway")
    expect(main).to_contain_text("Added ada2")

    ann.open("duplicates")
    assert ann.count_of("group") == 1
    main.get_by_role("button", name="Merge").click()
    ann.settle()
    ann.page.get_by_role("dialog").get_by_text("York", exact=True).click()
    ann.settle()
    ann.press("merge_now")
    expect(main).to_contain_text("Merged into ada: 2 customers")
    expect(main).to_contain_text("Nobody is there twice")

    ann.open("customer?customer=ada")
    expect(ann.page.get_by_label("City").first).to_have_value("York")
    ann.open("customer?customer=ada2")
    expect(main).to_contain_text("merged into another")
    ann.press("customer_merged")
    ann.page.wait_for_url(re.compile(r"customer=ada$"))
    ann.settle()

    ann.open("history")
    main.get_by_role("button", name="Unmerge").click()
    ann.settle()
    expect(ann.page.get_by_role("dialog")).to_contain_text("Nothing came since the merge")
    ann.press("unmerge_now")
    expect(main).to_contain_text("Unmerged")
    ann.open("customer?customer=ada")
    expect(ann.page.get_by_label("City").first).to_have_value("Leeds")
    ann.open("duplicates")
    assert ann.count_of("group") == 1
    main.get_by_role("button", name="Different people").click()
    expect(main).to_contain_text("Nobody is there twice")
