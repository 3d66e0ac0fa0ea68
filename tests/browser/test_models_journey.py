"""A marketer thinks again, trains models, moves the threshold, and reads what it brings."""

from __future__ import annotations

import re

from playwright.sync_api import expect

HIT_VALUE, CONTACT_COST = 20, 2


def _amount(text: str) -> float:
    return float(re.sub(r"[^\d.-]", "", text))


def test_models_are_trained_and_the_profit_is_that_of_the_confusion(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("models")
    ann.keyed("models_train_run").get_by_role("button").first.click()
    ann.keyed("models_train_cancel").get_by_role("button").first.click()
    expect(ann.page.get_by_text("That was cancelled, and nothing of it is kept.")).to_be_visible()
    ann.open("models?models_names=Logistic+regression&models_names=Decision+tree")
    ann.press("models_train_run")
    expect(ann.page.get_by_text("Better than guessing.")).to_be_visible(timeout=60_000)
    ann.settle()
    profits = []
    handle = ann.keyed("models_threshold").get_by_role("slider")
    for presses in (0, 20):
        for _ in range(presses):
            handle.press("ArrowLeft")
        ann.settle()
        threshold = (50 - presses) / 100
        cells = ann.keyed("models_confusion").get_by_role("figure")
        expect(cells).to_have_attribute("aria-label", re.compile(rf"^At {threshold:.2f}, "))
        said = cells.get_attribute("aria-label")
        hits, in_vain = map(
            int, re.search(r"contacted: ([\d,]+) hits and ([\d,]+) in vain", said).groups()
        )
        shown = ann.keyed("models_profit").get_by_test_id("stMetricValue").first
        by_hand = HIT_VALUE * hits - CONTACT_COST * (hits + in_vain)
        assert _amount(shown.inner_text()) == by_hand
        profits.append(by_hand)
    assert profits[0] != profits[1]
    assert "models_threshold=0.3" in ann.page.url
