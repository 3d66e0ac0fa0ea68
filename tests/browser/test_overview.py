"""A manager asks where a number comes from, and takes the answer away."""

from __future__ import annotations

import csv

from playwright.sync_api import expect


def test_the_period_is_in_the_url_and_survives_a_reload(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("")
    revenue = ann.page.get_by_test_id("stMetricValue").first
    year = revenue.inner_text()
    ann.keyed("overview_period").get_by_text("Last 30 days").click()
    expect(revenue).not_to_have_text(year)
    assert "overview_period=Last+30+days" in ann.page.url
    month = revenue.inner_text()
    ann.page.reload()
    expect(revenue).to_have_text(month)


def test_a_figure_opens_its_rows_page_by_page_and_exports_them_all(
    visitor, demo_database, tmp_path
):
    ann = visitor(demo_database)
    ann.open("")
    orders = ann.page.get_by_test_id("stMetricValue").nth(1).inner_text()
    ann.press("overview_rows_orders")
    drawer = ann.page.get_by_role("dialog")
    expect(drawer).to_contain_text(f"{orders} rows")
    drawer.get_by_role("button", name="Page 2", exact=True).click()
    expect(drawer.get_by_role("button", name="Page 2", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(drawer.get_by_test_id("stDataFrame")).to_be_visible()
    drawer.get_by_role("button", name=f"Export {orders} rows").click()
    with ann.page.expect_download() as download:
        ann.page.get_by_role("button", name="CSV (opens in Excel)").click()
    download.value.save_as(tmp_path / "orders.csv")
    with (tmp_path / "orders.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"{len({row['order_id'] for row in rows}):,}" == orders


def test_each_chart_can_be_read_aloud(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("")
    for chart in ("months", "countries", "categories", "retention"):
        picture = ann.keyed(f"overview_{chart}")
        picture.locator(".js-plotly-plot").wait_for()
        assert len(picture.get_by_role("figure").get_attribute("aria-label")) > len("Bar chart")
