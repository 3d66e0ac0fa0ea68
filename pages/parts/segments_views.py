"""Cached reads of what the explorer shows of one grouping. Large results are shared, not copied.

What depends on the customers alone (directions, ranks, the order in which samples are drawn) is
kept apart from what depends on how they are grouped, so that another K finds it made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from crm_core import segments
from crm_core.segments import (
    Components,
    Deck,
    Differences,
    Doubt,
    Grouping,
    Moments,
    Profile,
    Projection,
    Recipe,
    Skew,
    Yardstick,
)
from crm_core.workflows import segmentations
from pages.parts import segments_reads, workspace

if TYPE_CHECKING:
    import pandas as pd

    from crm_core.segments.segmenter import Integers

Corners = tuple[tuple[float, float], ...]
EXACT_ROWS = 5_000
"""Up to so many customers the silhouette beside the map is exact: it must not make one wait."""


@st.cache_resource(max_entries=3, show_spinner=False)
def _components(version: str, plain: Recipe) -> Components:
    return segments.components(segments_reads.matrix(version, plain))


def components(version: str, recipe: Recipe) -> Components:
    """Give the directions of the map: they stay as they are whatever the grouping."""
    return _components(version, segments_reads.plain_recipe(recipe))


@st.cache_resource(max_entries=3, show_spinner=False)
def _moments(version: str, plain: Recipe) -> Moments:
    return segments.moments(segments_reads.matrix(version, plain).values)


@st.cache_resource(max_entries=3, show_spinner=False)
def _yardstick(version: str, plain: Recipe) -> Yardstick:
    return segments.yardstick(segments_reads.matrix(version, plain).frame, profiled(plain))


def yardstick(version: str, recipe: Recipe) -> Yardstick:
    """Give every customer's values, against which those of a segment are measured."""
    return _yardstick(version, segments_reads.plain_recipe(recipe))


@st.cache_resource(max_entries=3, show_spinner=False)
def _order(version: str, rows: int) -> Integers:
    return segments.shuffled(rows, seed=0)


@st.cache_resource(max_entries=3, show_spinner=False)
def _deck(version: str, recipe: Recipe) -> Deck:
    found = segments_reads.grouping(version, recipe)
    return segments.dealt(found.segments, found.k, _order(version, found.matrix.rows))


def profiled(recipe: Recipe) -> list[str]:
    """Give the features that a profile shows: those chosen, and what everybody is described by."""
    return list(dict.fromkeys((*recipe.features, *segmentations.PROFILED)))


@st.cache_data(max_entries=64, show_spinner=False)
def silhouette(version: str, recipe: Recipe) -> tuple[float | None, int]:
    found = segments_reads.grouping(version, recipe)
    exact = found.matrix.rows <= EXACT_ROWS
    most = EXACT_ROWS if exact else segments.CURVE_ROWS
    return segments.silhouette_of(found, seed=recipe.seed, most_rows=most)


@st.cache_resource(max_entries=6, show_spinner=False)
def projection(version: str, recipe: Recipe) -> Projection:
    return segments.projected(
        segments_reads.grouping(version, recipe),
        seed=0,
        known=components(version, recipe),
        deck=_deck(version, recipe),
    )


@st.cache_resource(max_entries=6, show_spinner=False)
def profile(version: str, recipe: Recipe) -> Profile:
    return segments.profile(
        segments_reads.grouping(version, recipe),
        profiled(recipe),
        known=yardstick(version, recipe),
        deck=_deck(version, recipe),
    )


@st.cache_data(max_entries=32, show_spinner=False)
def suggested_names(version: str, recipe: Recipe) -> list[str]:
    """Give a plain name for each segment, or the method's own where it has some."""
    found = segments_reads.grouping(version, recipe)
    own = found.model.names
    known = range(1, found.k + 1)
    return [own[n] for n in known] if own else segments.names(profile(version, recipe))


@st.cache_resource(max_entries=6, show_spinner=False)
def differences(version: str, recipe: Recipe) -> Differences:
    return segments.differences(
        segments_reads.grouping(version, recipe),
        seed=recipe.seed,
        known=_moments(version, segments_reads.plain_recipe(recipe)),
        deck=_deck(version, recipe),
    )


@st.cache_data(max_entries=16, show_spinner="Counting habits")
def habits(version: str, recipe: Recipe, kind: str) -> pd.DataFrame:
    members = segments_reads.grouping(version, recipe).members()
    return workspace.read(segments.habits, members, kind, recipe.as_of)


@st.cache_resource(max_entries=6, show_spinner="Drawing the missing values anew")
def doubt(version: str, recipe: Recipe) -> Doubt:
    return segments.doubt(segments_reads.grouping(version, recipe), seed=recipe.seed)


@st.cache_data(max_entries=16, show_spinner=False)
def least_certain(version: str, recipe: Recipe, most: int) -> pd.DataFrame:
    return segments.least_certain(segments_reads.grouping(version, recipe), most)


@st.cache_data(max_entries=16, show_spinner=False)
def skews(version: str, recipe: Recipe) -> list[Skew]:
    """Give the chosen features that are better logged, and are not."""
    plain = [name for name in recipe.features if name not in recipe.log]
    return segments.skews(yardstick(version, recipe).rulers, plain)


@st.cache_data(max_entries=16, show_spinner=False)
def _distance_shares(version: str, plain: Recipe) -> dict[str, float]:
    return segments.distance_shares(segments_reads.matrix(version, plain))


def distance_shares(version: str, recipe: Recipe) -> dict[str, float]:
    """Give each feature's share of the distance between customers."""
    return _distance_shares(version, segments_reads.plain_recipe(recipe))


@st.cache_resource(max_entries=8, show_spinner=False)
def region(version: str, recipe: Recipe, corners: Corners) -> Grouping:
    """Give who lies inside a line on the map, of all customers and not of the sample."""
    return segments.region_of(
        segments_reads.matrix(version, recipe), components(version, recipe), corners
    )
