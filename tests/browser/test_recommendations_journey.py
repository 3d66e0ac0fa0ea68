"""A marketer previews lists, asks why not, asks for variety, and takes the lists away."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import expect

PAGE = "recommendations?recommend_methods=Popularity&recommend_methods=Same+words"


def test_lists_are_previewed_questioned_varied_and_exported(visitor, demo_database, tmp_path):
    ann = visitor(demo_database)
    ann.open(PAGE)
    lines = ann.page.locator("[data-testid=stMain] p").filter(has_text=re.compile(r"^\d+\. "))
    expect(lines).to_have_count(10)
    expect(lines.nth(5)).to_contain_text("same words: ")
    popular, alike = _names(lines)

    ann.type_into("recommend_product_text", alike[4])
    answer = ann.keyed("recommend_answer_content")
    expect(answer).to_contain_text("It is on the list: place 5 of ")
    expect(answer).to_contain_text(f"Outranked by {alike[0]} (")

    handle = ann.keyed("recommend_diversity").get_by_role("slider")
    for _ in range(14):
        handle.press("ArrowRight")
    expect(ann.page).to_have_url(re.compile("recommend_diversity=70"))
    ann.settle()
    _, varied = _names(lines)
    assert varied[0] == alike[0]
    assert set(varied) != set(alike)

    ann.page.get_by_role("button", name="Export these lists").click()
    with ann.page.expect_download() as download:
        ann.page.get_by_role("button", name="CSV (opens in Excel)").click()
    download.value.save_as(tmp_path / "lists.csv")
    with (tmp_path / "lists.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["model"] for row in rows] == ["popularity"] * 5 + ["content"] * 5
    assert [row["name"] for row in rows[5:]] == varied
    assert rows[0]["name"] == popular[0]
    assert all(row["reason"].startswith("same words: ") for row in rows[5:])


def _names(lines) -> tuple[list[str], list[str]]:
    """The products of the two lists as they stand on the screen."""
    found = [text.partition(". ")[2] for text in lines.locator("strong").all_inner_texts()]
    return found[:5], found[5:]
