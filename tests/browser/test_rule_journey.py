"""A marketer says who is meant, sees how many at once, and finds them again in the directory."""

from __future__ import annotations

from playwright.sync_api import expect


def test_a_rule_is_built_kept_and_used_as_a_filter(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("segments?segments_view=Rules")
    count = ann.page.get_by_test_id("stMetricValue").first
    expect(count).to_have_text("300")

    ann.press("rules_add_1")
    ann.keyed("rules_field_2").locator("input").click()
    ann.page.keyboard.type("Country")
    ann.page.keyboard.press("Enter")
    ann.keyed("rules_value_2_country_one").locator("input").click()
    ann.page.keyboard.type("China")
    ann.page.keyboard.press("Enter")
    expect(ann.page.get_by_text("Country is 'China'")).to_be_visible()
    expect(count).not_to_have_text("300")
    chinese = int(count.inner_text())

    ann.press("rules_add_history_1")
    expect(ann.page.get_by_text("and at least 1 order.")).to_be_visible()
    buyers = int(count.inner_text())
    assert 0 < buyers <= chinese

    ann.keyed("rules_name").locator("input").fill("Buyers in China")
    ann.page.keyboard.press("Enter")
    ann.press("rules_save")
    expect(ann.page.get_by_text(f"Saved 'Buyers in China': {buyers} customers.")).to_be_visible()

    ann.open("directory")
    ann.choose("directory_segment", "Buyers in China")
    expect(ann.page.get_by_text(f"{buyers} customers", exact=True)).to_be_visible()
