"""Cached reads of the rule builder: what there is to ask for, and whom a rule holds for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.segments import SavedSegmentation, rule_fields, rule_members
from crm_core.segments.rule_fields import Field, Fields
from crm_core.segments.rule_reading import parsed
from crm_core.segments.rule_words import in_words
from crm_core.workflows import rules, tree_rules
from crm_core.workflows.rules import RuleCount
from crm_core.workflows.tree_rules import SaidSegments
from pages.parts import records_reads, segments_reads, workspace

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from crm_core.segments import Recipe

PREVIEW_ROWS = 10


@st.cache_data(max_entries=8, show_spinner=False)
def fields(version: str) -> Fields:
    return workspace.read(rule_fields.fields)


def labels(known: Mapping[str, Field]) -> dict[str, str]:
    """Give every field in words; its name goes along where two read alike."""
    uses = Counter(field.label for field in known.values())
    return {
        name: field.label if uses[field.label] == 1 else f"{field.label} ({name})"
        for name, field in known.items()
    }


@st.cache_data(max_entries=64, show_spinner=False)
def known_values(version: str, field: Field) -> list[str]:
    return workspace.read(rule_members.known_values, field)


@st.cache_data(max_entries=64, show_spinner=False)
def _counted(version: str, text: str, as_of: date) -> RuleCount:
    return rules.rule_count(workspace.store(), json.loads(text), as_of=as_of)


def counted(rule: Any, as_of: date) -> RuleCount:
    """Count whom a rule holds for; a RapportError says why it cannot be."""
    return _counted(workspace.version(), json.dumps(rule), as_of)


@st.cache_data(max_entries=16, show_spinner=False)
def _preview(version: str, text: str, as_of: date) -> pd.DataFrame:
    rule = json.loads(text)
    known = segments_reads.numeric_features(version)
    return workspace.read(rules.preview, rule, as_of=as_of, rows=PREVIEW_ROWS, among=list(known))


def preview(rule: Any, as_of: date) -> pd.DataFrame:
    """Give the first customers a rule holds for, with the numbers it compares."""
    return _preview(workspace.version(), json.dumps(rule), as_of)


def every_match(rule: Any, as_of: date) -> pa.Table:
    """Read uncached: a file is asked for once, and may be large."""
    return workspace.read(rules.members_of, rule, as_of)


def words(rule: Any) -> str:
    known = fields(workspace.version())
    return in_words(parsed(rule, known), known)


@st.cache_data(max_entries=8, show_spinner=False)
def customers(version: str) -> int:
    return workspace.read(rules.customers)


def saved_rules(version: str) -> dict[str, SavedSegmentation]:
    """Give the saved segmentations that a rule made, by id, the newest first."""
    kept = segments_reads.saved(version)
    return {one.segmentation_id: one for one in kept if one.parameters.get("rule") is not None}


def last_day(version: str) -> date:
    return records_reads.as_of(version)


@st.cache_data(max_entries=8, show_spinner="Growing the tree")
def said(version: str, recipe: Recipe) -> SaidSegments:
    who = segments_reads.grouping(version, recipe).members()
    features, day = list(recipe.features), recipe.as_of
    return workspace.read(tree_rules.said, who, features, as_of=day, seed=recipe.seed)
