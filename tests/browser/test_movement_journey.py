"""From a saved segmentation to who moved between its segments, and to its next version."""

from __future__ import annotations

import re

from playwright.sync_api import expect

MOVED = re.compile(r"^(?!Stayed: |Not yet a customer).+ to ")


def names(ann) -> list[str]:
    """What the segments are called that the Saved tab lists members by."""
    pills = ann.keyed("segments_kept_segment").get_by_role("radio")
    pills.first.wait_for()
    return pills.all_inner_texts()


def test_a_saved_segmentation_is_followed_over_time_and_refitted(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("segments")
    ann.type_into("segments_name", "Value")
    ann.press("segments_save")
    expect(ann.page.get_by_text("Saved 'Value': 300 customers.")).to_be_visible()

    ann.open("movement")
    ann.press("movement_12")
    expect(ann.page).to_have_url(re.compile("movement_from="))
    start = ann.page.url.split("movement_from=")[1][:10]
    expect(ann.page.get_by_text(f"Left: segments on {start}")).to_be_visible()
    expect(ann.keyed("movement_picture").locator(".sankey-node").first).to_be_visible()
    words = ann.choose("movement_flow", MOVED)
    expect(ann.page.get_by_role("heading", name=words, exact=True)).to_be_visible()
    movers = ann.page.locator("[class*=st-key-movement_movers_] [role=row]")
    expect(movers.nth(1)).to_be_attached()
    said = ann.page.get_by_text(re.compile(r"^\d+ customers?, .* in the 365 days before"))
    count = said.inner_text().split(",")[0]

    ann.type_into("movement_name", "Movers")
    ann.press("movement_save")
    expect(ann.page.get_by_text(f"Saved 'Movers': {count}.")).to_be_visible()

    ann.open("segments?segments_view=Saved&segments_saved=Value")
    before = names(ann)
    assert set(words.split(" to ")) <= set(before)
    ann.press("segments_refit")
    refitted = ann.page.get_by_text("Version 2 of 'Value' saved. 4 segments kept the name")
    expect(refitted).to_be_visible()
    assert names(ann) == before
