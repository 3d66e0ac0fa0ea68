"""Lists in the browser: pages, filters and searches hold where a person would expect it."""

from __future__ import annotations

import re


def turn_to(person, page: int) -> None:
    numbers = person.keyed("directory_paging")
    numbers.get_by_role("button", name=re.compile(rf"\b{page}$")).first.click()
    person.page.wait_for_url(re.compile(rf"directory_page={page}\b"))
    person.settle()


def wait_for_first(person, column: int, customer: str) -> None:
    first = person.cell("directory", column, 0).filter(has_text=customer)
    first.wait_for(state="attached")
    person.settle()


def wait_for_search(person, key: str, text: str) -> None:
    person.page.wait_for_function(
        "([key, text]) => document.querySelector(`.st-key-${key} input`)?.value === text",
        arg=[key, text],
    )
    person.settle()


def test_a_page_is_turned_and_a_filter_begins_at_the_first_again(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    first = ann.text_of("directory", "Customer ID", 0)
    column = ann.column_of("directory", "Customer ID")
    turn_to(ann, 2)
    second = ann.text_of("directory", "Customer ID", 0)
    assert second != first
    turn_to(ann, 3)
    third = ann.text_of("directory", "Customer ID", 0)
    assert third not in (first, second)
    ann.page.reload()
    wait_for_first(ann, column, third)
    ann.page.go_back()
    ann.page.wait_for_url(re.compile("directory_page=2"))
    wait_for_first(ann, column, second)
    ann.choose("directory_order", "Descending")
    ann.page.wait_for_url(lambda url: "directory_page" not in url)
    assert "directory_order=Descending" in ann.page.url
    ann.settle()
    turn_to(ann, 2)


def test_a_search_survives_a_visit_to_a_customer_and_no_reload(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory?directory_country=China")
    in_china = ann.count_of("customers")
    ann.type_into("directory_text", "post.example")
    found = ann.count_of("customers", other_than=in_china)
    assert 1 < found < in_china
    assert "post.example" not in ann.page.url
    ann.open_row("directory", 0)
    ann.page.wait_for_url(re.compile(r"customer\?customer="))
    ann.page.go_back()
    ann.page.wait_for_url(re.compile(r"directory\?.*directory_country=China"))
    ann.grid("directory").wait_for()
    ann.settle()
    wait_for_search(ann, "directory_text", "post.example")
    assert ann.count_of("customers") == found
    ann.page.reload()
    ann.grid("directory").wait_for()
    ann.settle()
    wait_for_search(ann, "directory_text", "")
    assert ann.count_of("customers") == in_china


def test_a_search_of_the_log_survives_a_communication_and_no_reload(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("communications?communications_channels=email")
    by_email = ann.count_of("communications")
    ann.type_into("communications_text", "order")
    found = ann.count_of("communications", other_than=by_email)
    assert 1 < found < by_email
    assert "text=" not in ann.page.url
    ann.open_row("communications", 0)
    ann.page.wait_for_url(re.compile(r"communications\?communication="))
    ann.page.get_by_role("link", name="All communications").click()
    ann.grid("communications").wait_for()
    ann.settle()
    wait_for_search(ann, "communications_text", "order")
    ann.open("communications?communications_channels=email")
    wait_for_search(ann, "communications_text", "")
    assert ann.count_of("communications") == by_email


def test_a_search_of_the_history_survives_another_page(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("history")
    ann.type_into("history_text", "demo")
    ann.page.get_by_text("1 change, the newest first").wait_for()
    assert "demo" not in ann.page.url
    ann.page.get_by_role("link", name="Settings").click()
    ann.keyed("settings_save").wait_for()
    ann.page.get_by_role("link", name="History").click()
    ann.keyed("history_list").wait_for()
    ann.settle()
    wait_for_search(ann, "history_text", "demo")
