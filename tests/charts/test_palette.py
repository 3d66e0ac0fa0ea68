"""A segment looks the same everywhere, and like no other."""

import tomllib
from pathlib import Path

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
