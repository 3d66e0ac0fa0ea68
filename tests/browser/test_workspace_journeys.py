"""The main jobs, from an empty screen on, as people do them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

BAD_ROWS = """Customer ID,Name,E-mail,Age
n1,Ada,ada@example.com,36
n2,Bob,not an address,40
n3,Cid,cid@example.com,old
"""


def comes_to_read(person, words: str) -> None:
    """The page shows these words, as soon as the run that brings them is through."""
    expect(person.page.locator("[data-testid=stMain]")).to_contain_text(words)


def test_from_the_first_run_to_a_saved_segment(visitor):
    ann = visitor()
    ann.open("")
    ann.press("states_demo")
    ann.page.locator("[data-testid=stMetric]").first.wait_for(timeout=60_000)
    ann.page.get_by_role("link", name="Segments").click()
    ann.keyed("segments_save").wait_for(timeout=60_000)
    ann.settle()
    ann.type_into("segments_name", "First groups")
    ann.press("segments_save")
    ann.page.get_by_role("link", name="Directory").click()
    ann.keyed("directory_segment").wait_for()
    ann.settle()
    everyone = ann.count_of("customers")
    ann.choose("directory_segment", re.compile("^First groups: "))
    assert 0 < ann.count_of("customers") < everyone == 5_000


def test_a_communication_is_logged_from_the_list(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    customer = ann.text_of("directory", "Customer ID", 0)
    ann.page.get_by_role("link", name="Communications").click()
    ann.keyed("communications_new").wait_for()
    ann.settle()
    before = ann.count_of("communications")
    ann.keyed("communications_new").get_by_role("button").click()
    ann.type_into("communications_customer_text", customer)
    ann.keyed("communications_log_subject").locator("input").fill("A word about pens")
    ann.press("communications_log_send")
    ann.keyed("communications_log_outcome_bar").wait_for()
    comes_to_read(ann, "Logged: 1 communication.")
    assert ann.count_of("communications") == before + 1
    ann.open(f"customer?customer={customer}")
    comes_to_read(ann, "A word about pens")


def test_two_people_write_two_fields_of_one_profile_and_both_are_kept(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    customer = ann.text_of("directory", "Customer ID", 0)
    ann.open(f"customer?customer={customer}")
    ann.keyed(f"customer_{customer}_0_name").locator("input").fill("Ann was here")
    bob = ann.another()
    bob.open(f"customer?customer={customer}")
    bob.keyed(f"customer_{customer}_0_city").locator("input").fill("Bobtown")
    bob.press("profile_save")
    bob.page.close()
    ann.type_into("finder_text", "nobody of that name")
    comes_to_read(ann, "Somebody changed this row since you opened it.")
    ann.press("profile_save")
    comes_to_read(ann, "Saved: 1 row.")
    assert ann.keyed(f"customer_{customer}_1_name").locator("input").input_value() == "Ann was here"
    assert ann.keyed(f"customer_{customer}_1_city").locator("input").input_value() == "Bobtown"


def test_a_logged_communication_empties_its_form(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    customer = ann.text_of("directory", "Customer ID", 0)
    ann.open(f"customer?customer={customer}")
    ann.keyed("customer_log_open").locator("summary").click()
    for subject in ("First word", "Second word"):
        box = ann.keyed("customer_log_subject").locator("input")
        box.fill(subject)
        ann.press("customer_log_send")
        ann.page.locator("[data-testid=stMain]").get_by_text(subject).first.wait_for()
        assert box.input_value() == ""


def test_a_file_with_bad_rows_is_imported_and_its_rejects_are_mended(visitor, tmp_path: Path):
    file = tmp_path / "people.csv"
    file.write_text(BAD_ROWS, encoding="utf-8")
    ann = visitor()
    ann.open("import")
    ann.upload(file)
    ann.keyed("import_commit").wait_for()
    ann.press("import_commit")
    ann.keyed("import_after").wait_for()
    with ann.page.expect_download() as download:
        ann.keyed("import_after").get_by_role("button", name=re.compile("Rejected rows")).click()
    mended = tmp_path / "mended.csv"
    rejects = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "_import_id" in rejects
    assert "_line" in rejects
    mended.write_text(
        rejects.replace("not an address", "bob@example.com").replace("old", "50"), encoding="utf-8"
    )
    ann.press("import_again")
    ann.upload(mended)
    ann.keyed("import_commit").wait_for()
    ann.press("import_commit")
    ann.keyed("import_after").wait_for()
    ann.page.get_by_role("link", name="Directory").click()
    ann.keyed("directory_paging").wait_for()
    ann.settle()
    assert ann.count_of("customers") == 3
    assert [ann.text_of("directory", "Customer ID", row) for row in range(3)] == ["n1", "n2", "n3"]


def test_a_customer_is_found_from_any_page(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("directory")
    customer = ann.text_of("directory", "Customer ID", 5)
    name = ann.text_of("directory", "Name", 5)
    ann.open("history")
    ann.type_into("finder_text", customer)
    ann.page.locator("[data-testid=stSidebar]").get_by_role("link", name=name).first.click()
    ann.page.wait_for_url(re.compile(rf"customer\?customer={customer}$"))
    ann.settle()
    assert ann.page.locator("[data-testid=stMain] h1").inner_text() == name


def test_a_deep_address_opens_its_page_on_a_fresh_server(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("settings")
    assert ann.page.locator("[data-testid=stMain] h1").inner_text() == "Settings"
    assert ann.page.get_by_text("Page not found").count() == 0
