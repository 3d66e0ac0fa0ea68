"""Editing customers by hand, as a marketer does it."""

from __future__ import annotations

import re


def test_an_edited_cell_is_saved_and_undone(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    customer = ann.text_of("directory", "Customer ID", 2)
    before = ann.text_of("directory", "Gender", 2)
    ann.edit_cell("directory", "Gender", 2, "Reykjavik")
    assert "1 change in 1 customer, not saved" in ann.keyed("directory_unsaved").inner_text()
    ann.press("directory_save")
    ann.type_into("directory_text", customer)
    assert ann.text_of("directory", "Gender", 0) == "Reykjavik"
    ann.press("directory_undo")
    assert ann.text_of("directory", "Gender", 0) == before


def test_an_edit_lands_on_the_right_customer_after_sort_and_filter(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    customer = ann.text_of("directory", "Customer ID", 1)
    ann.edit_cell("directory", "Name", 1, "Right Row Ltd")
    ann.choose("directory_order", "Descending")
    first_after_sort = ann.text_of("directory", "Customer ID", 1)
    assert first_after_sort != customer
    ann.type_into("directory_text", customer)
    assert ann.text_of("directory", "Name", 0) == "Right Row Ltd"
    ann.press("directory_save")
    ann.type_into("directory_text", "Right Row Ltd")
    assert ann.text_of("directory", "Customer ID", 0) == customer
    assert "1 customer\n" in ann.page.locator("[data-testid=stMain]").inner_text()


def test_an_invalid_e_mail_is_a_sentence_and_other_edits_stay(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    ann.edit_cell("directory", "Gender", 0, "Oslo")
    ann.edit_cell("directory", "E-mail", 1, "not an address")
    ann.press("directory_save")
    unsaved = ann.keyed("directory_unsaved").inner_text()
    assert "'not an address' is no value for email" in unsaved
    assert "2 changes in 2 customers, not saved" in unsaved
    ann.edit_cell("directory", "E-mail", 1, "mended@example.com")
    ann.press("directory_save")
    assert ann.keyed("directory_unsaved").count() == 0
    assert ann.text_of("directory", "Gender", 0) == "Oslo"
    assert ann.text_of("directory", "E-mail", 1) == "mended@example.com"


def test_a_row_opens_its_customer(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    customer = ann.text_of("directory", "Customer ID", 3)
    ann.open_row("directory", 3)
    ann.page.wait_for_url(re.compile(rf"customer\?customer={customer}$"))


def test_back_from_a_customer_finds_the_directory_as_it_was_left(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory?directory_country=China&directory_order=Descending")
    left = ann.count_of("customers")
    first = ann.text_of("directory", "Customer ID", 0)
    ann.open_row("directory", 0)
    ann.page.wait_for_url(re.compile(rf"customer\?customer={first}$"))
    ann.page.go_back()
    ann.page.wait_for_url(re.compile(r"directory\?.*directory_country=China"))
    ann.grid("directory").wait_for()
    ann.settle()
    assert ann.count_of("customers") == left
    assert ann.text_of("directory", "Customer ID", 0) == first
    ann.page.go_forward()
    ann.page.wait_for_url(re.compile(rf"customer\?customer={first}$"))


def test_save_is_in_sight_after_an_edit_and_reached_by_tab(visitor, demo_database):
    ann = visitor(demo_database)
    ann.page.set_viewport_size({"width": 1280, "height": 900})
    ann.open("directory")
    ann.edit_cell("directory", "E-mail", 1, "not an address")
    save = ann.keyed("directory_save").get_by_role("button")
    box = save.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 900 - box["height"]
    ann.keyed("directory_order").locator("input").focus()
    reached = []
    for _ in range(6):
        ann.page.keyboard.press("Tab")
        reached.append(save.evaluate("button => button === document.activeElement"))
    assert any(reached)


def test_the_grid_offers_no_download_of_its_own(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    ann.grid("directory").hover()
    toolbar = ann.grid("directory").locator("[data-testid=stElementToolbar]")
    toolbar.get_by_role("button", name="Search").first.wait_for()
    assert toolbar.get_by_role("button", name="Download").count() == 0
