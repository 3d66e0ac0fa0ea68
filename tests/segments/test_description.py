"""A segment in a paragraph says what the profile says."""

import pytest

from crm_core.segments import KMeans, described, grouped, profile


@pytest.fixture
def found(matrix_of):
    matrix = matrix_of(
        frequency=[100.0, 100.0, 100.0, 900.0, 900.0, 900.0, 900.0, 900.0],
        monetary=[10.0, 20.0, 30.0, 1.0, 2.0, 3.0, 4.0, 30.0],
    )
    return profile(grouped(matrix, KMeans(2)), ["frequency", "monetary"])


def test_a_paragraph_tells_size_revenue_and_marks(found):
    smaller = next(n for n in (1, 2) if found.sizes.loc[n, "customers"] == 3)
    said = described(found, smaller, "Rare buyers")
    assert said.startswith("Rare buyers: 3 customers, 37.5% of all in a segment, and 60.0% of rev")
    assert "60.0% of revenue, 1.6 times their share." in said
    assert "orders 100 (all: 900), below 81% of all" in said
    assert "spend 20 (all: 7), above 69% of all" in said


def test_words_and_units_are_the_workspaces_own(found):
    said = described(
        found,
        1,
        "Them",
        labels={"frequency": "SMS sent", "monetary": "Money"},
        shown=lambda name, value: f"<{value:.0f}>",
    )
    assert "SMS sent <900> (all: <900>)" not in said
    assert "money <3> (all: <7>), below 69% of all" in said


def test_nothing_that_stands_out_is_said_to_be_so(matrix_of):
    whole = grouped(matrix_of(x=[1.0, 2.0, 3.0]), KMeans(1))
    said = described(profile(whole, ["x"]), 1, "Everyone")
    assert said == (
        "Everyone: 3 customers, 100.0% of all in a segment, and 100.0% of revenue. Nothing sets "
        "them clearly apart. Much like everyone in x."
    )
