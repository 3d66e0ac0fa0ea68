"""Cached reads of segments. Large results are shared, not copied: nobody writes into them.

Each is keyed by the data's version and a recipe of plain values. A matrix depends on no K and no
seed, so its recipe carries none: moving the slider only groups anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from crm_core import segments
from crm_core.features import Feature, catalogue
from crm_core.matrices import Matrix
from crm_core.segments import Grouping, Recipe, SavedSegmentation
from crm_core.workflows import segmentations
from pages.parts import records_reads, workspace

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


DIGITS = {"money": 2, "days": 1, "count": 1, "share": 3, "number": 2}


@st.cache_data(max_entries=8, show_spinner=False)
def numeric_features(version: str) -> dict[str, Feature]:
    """Every feature of this workspace that K-means can work with, by name."""
    known = workspace.read(catalogue)
    return {name: feature for name, feature in known.items() if feature.kind == "number"}


@st.cache_resource(max_entries=3, show_spinner="Working out the features of each customer")
def _features(version: str, names: tuple[str, ...], as_of: date) -> pd.DataFrame:
    return workspace.read(segmentations.features_of, Recipe(names, None, as_of))


@st.cache_resource(max_entries=3, show_spinner=False)
def _matrix(version: str, recipe: Recipe) -> Matrix:
    frame = _features(version, recipe.features, recipe.as_of)
    return segmentations.matrix_of(frame, recipe)


def plain_recipe(recipe: Recipe) -> Recipe:
    """Give the part of a recipe on which a matrix depends: not how its rows are grouped."""
    plain = Recipe(recipe.features, None, recipe.as_of, recipe.scale, recipe.log, recipe.missing)
    return replace(plain, algorithm="rfm") if recipe.algorithm == "rfm" else plain


def matrix(version: str, recipe: Recipe) -> Matrix:
    """Give the customers of a recipe as rows of numbers."""
    return _matrix(version, plain_recipe(recipe))


@st.cache_resource(max_entries=6, show_spinner="Grouping the customers")
def grouping(version: str, recipe: Recipe) -> Grouping:
    """Group by a recipe: what the picture shows and what saving keeps."""
    method = segments.method_of(recipe.algorithm)
    frame = _features(version, recipe.features, recipe.as_of)
    segmentations.check_enough(frame, recipe.k, method.label)
    return segmentations.grouping_of(matrix(version, recipe), recipe)


@st.cache_data(max_entries=8, show_spinner=False)
def labels(version: str) -> dict[str, str]:
    """Give every numeric feature in words; its name goes along where two read alike."""
    known = numeric_features(version)
    uses = Counter(feature.label for feature in known.values())
    return {
        name: feature.label if uses[feature.label] == 1 else f"{feature.label} ({name})"
        for name, feature in known.items()
    }


def printer(version: str) -> Callable[[str, float], str]:
    """Give what prints a feature's value in its unit: its name and the value in, a text out."""
    units = {name: known.unit for name, known in numeric_features(version).items()}

    def shown(name: str, value: float) -> str:
        said = workspace.figure(value, units.get(name, "number"))
        return said.removesuffix(" days")  # the label says so: days since the last order

    return shown


def titles(version: str) -> dict[str, str]:
    """Give every numeric feature in words with its unit, as a column of numbers wants it."""
    currency = workspace.settings().currency
    units = {name: known.unit for name, known in numeric_features(version).items()}
    signs = {"money": f" ({currency})", "share": " (share)"}
    return {name: label + signs.get(units[name], "") for name, label in labels(version).items()}


def digits(version: str, name: str) -> int:
    """Give how many digits after the point a feature is shown with in a column of numbers."""
    known = numeric_features(version).get(name)
    return DIGITS.get(known.unit if known else "number", 2)


def named(version: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Put the customers' names before rows that bear their ids."""
    records = records_reads.rows_by_id(version, "customers", tuple(rows.index))
    listed = rows.copy()
    listed.insert(0, "name", records["name"].reindex(rows.index))
    return listed


@st.cache_data(max_entries=8, show_spinner=False)
def saved(version: str) -> list[SavedSegmentation]:
    return workspace.read(segments.saved)


@st.cache_data(max_entries=16, show_spinner=False)
def saved_sizes(version: str, segmentation_id: str) -> dict[int, int]:
    return workspace.read(segments.saved_sizes, segmentation_id)


@st.cache_data(max_entries=32, show_spinner=False)
def saved_members(
    version: str, segmentation_id: str, segment: int | None, page: int, size: int
) -> pd.DataFrame:
    return workspace.read(segments.members_page, segmentation_id, segment, page=page, size=size)


def every_saved_member(segmentation_id: str, segment: int | None) -> pa.Table:
    """Read uncached: a file is asked for once, and may be large."""
    return workspace.read(segments.members, segmentation_id, segment)
