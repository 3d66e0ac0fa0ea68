"""A segment looks the same everywhere, and like no other."""

import tomllib
from pathlib import Path

import pytest

from crm_core.charts import palette

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"


def test_the_colours_are_those_of_the_theme():
    theme = tomllib.loads(CONFIG.read_text())["theme"]
    assert list(palette.COLOURS) == theme["chartCategoricalColors"]


def test_seventy_two_segments_look_different():
    looks = {(palette.colour(n), palette.symbol(n)) for n in range(1, 73)}
    assert len(looks) == 72


def test_the_first_eight_differ_in_colour_and_in_shape():
    assert len({palette.colour(n) for n in range(1, 9)}) == 8
    assert len({palette.shape(n) for n in range(1, 9)}) == 8


EVERY_SCALE = [
    scale.on(dark=dark)
    for scale in (palette.FROM_NONE_TO_MOST, palette.FROM_BELOW_TO_ABOVE)
    for dark in (False, True)
]


@pytest.mark.parametrize("scale", EVERY_SCALE)
def test_text_is_read_on_every_cell_of_a_map(scale):
    cells = [palette.between(scale, step / 100) for step in range(101)]
    assert cells[0] == scale[0]
    assert cells[-1] == scale[-1]
    assert min(palette.contrast(palette.text_on(cell), cell) for cell in cells) > 4.5


def test_a_dark_cell_has_white_text_and_a_pale_one_black():
    assert palette.text_on("#0072B2") == "#FFFFFF"
    assert palette.text_on("#EAF3FA") == "#000000"


def test_the_scales_are_opaque_so_that_the_page_does_not_shine_through():
    assert {len(code) for scale in EVERY_SCALE for code in scale} == {7}


def test_on_a_dark_page_what_is_little_or_ordinary_does_not_outshine_the_rest():
    dark, light = "#12161C", "#FFFFFF"
    for page, is_dark in ((dark, True), (light, False)):
        least, most = palette.FROM_NONE_TO_MOST.on(dark=is_dark)
        assert palette.contrast(least, page) < 1.5 < 4.5 < palette.contrast(most, page)
        below, middle, above = palette.FROM_BELOW_TO_ABOVE.on(dark=is_dark)
        nearest = min(palette.contrast(below, page), palette.contrast(above, page))
        assert palette.contrast(middle, page) < 1.7 < 3 < nearest
