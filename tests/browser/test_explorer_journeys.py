"""A region of the map, from the mouse to the directory; and what a click and a slider do."""

from __future__ import annotations

import re

import pytest

LOOP = ((-150, -130), (150, -130), (150, 130), (-150, 130), (-150, -120))


def draw_around_the_middle(visitor, loop=LOOP) -> None:
    """Drag the mouse over the map, around its middle."""
    area = visitor.keyed("segments_map").locator(".nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse = visitor.page.mouse
    mouse.move(middle[0] + loop[0][0], middle[1] + loop[0][1])
    mouse.down()
    for x, y in loop[1:]:
        mouse.move(middle[0] + x, middle[1] + y, steps=8)
    mouse.up()
    visitor.keyed("segments_region_bar").wait_for()
    visitor.settle()


def counted(visitor) -> int:
    said = visitor.keyed("segments_region_bar").locator("p").first.inner_text()
    return int(said.split()[0].replace(",", ""))


def test_a_lasso_is_counted_saved_and_filters_the_directory(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("segments")
    ann.keyed("segments_mode").get_by_text("Draw a region").click()
    ann.settle()
    draw_around_the_middle(ann)
    count = counted(ann)
    assert 0 < count < 300
    ann.type_into("segments_region_name", "In the middle")
    ann.press("segments_region_save")
    done = ann.keyed("segments_region_outcome_bar")
    assert f"Saved 'In the middle': {count} customers." in done.inner_text()
    ann.open("directory")
    ann.choose("directory_segment", re.compile("^In the middle"))
    assert ann.count_of("customers") == count


def test_a_region_is_counted_again_by_the_page_that_comes_after_another_k(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("segments?segments_mode=Draw+a+box")
    draw_around_the_middle(ann, ((-120, -120), (120, 120)))
    count = counted(ann)
    slider = ann.keyed("segments_k").locator("input[type=range]").first
    slider.focus()
    slider.press("ArrowRight")
    ann.settle()
    assert counted(ann) == count
    assert "segments_k=5" in ann.page.url


def test_a_click_on_a_point_leads_to_its_customer(visitor, demo_database):
    ann = visitor(demo_database)
    ann.open("segments")
    point = ann.keyed("segments_map").locator(".scatterlayer .points path").nth(20)
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    ann.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    link = ann.page.get_by_role("link", name=re.compile("^Open customer "))
    link.wait_for()
    customer = link.inner_text().split()[-1]
    link.click()
    ann.page.wait_for_url(re.compile(rf"customer\?customer={customer}$"))


@pytest.mark.parametrize("width", [1280, 390])
def test_no_picture_of_the_explorer_is_wider_than_the_page(width, visitor, demo_database):
    ann = visitor(demo_database)
    ann.page.set_viewport_size({"width": width, "height": 1000})
    for picture in ("Map", "3-D", "Parallel+lines"):
        ann.open(f"segments?segments_picture={picture}&segments_segment=1")
        main = ann.page.locator("[data-testid=stMain]")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth + 1")
