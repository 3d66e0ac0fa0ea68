"""An analyst asks what customers are worth, judges the model, and opens the best customer."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import expect


def test_the_model_is_judged_and_its_customers_are_taken_away(visitor, demo_database, tmp_path):
    ann = visitor(demo_database)
    ann.open("lifetime_value?lifetime_calibrate=2026-06-30")
    expect(ann.page.get_by_text("purchases came; the model expected")).to_be_visible()
    value = ann.page.get_by_test_id("stMetricValue").nth(2)
    year = value.inner_text()
    horizon = ann.keyed("lifetime_horizon").locator("input")
    horizon.fill("30")
    horizon.press("Enter")
    expect(value).not_to_have_text(year)
    ann.settle()
    assert "lifetime_horizon=30" in ann.page.url
    for picture in ("expected", "alive", "tracking"):
        chart = ann.keyed(f"lifetime_{picture}")
        chart.locator(".js-plotly-plot").wait_for()
        assert len(chart.get_by_role("figure").get_attribute("aria-label")) > 80
    shown = ann.page.get_by_role("button", name=re.compile(r"^Export [\d,]+ rows$"))
    everybody = re.sub(r"[^\d,]", "", shown.inner_text())
    ann.keyed("lifetime_group").get_by_text("Still buying").click()
    expect(shown).not_to_contain_text(everybody)
    count = int(re.sub(r"\D", "", shown.inner_text()))
    shown.click()
    with ann.page.expect_download() as download:
        ann.page.get_by_role("button", name="CSV (opens in Excel)").click()
    download.value.save_as(tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    assert min(float(row["p_alive"]) for row in rows) >= 0.5
