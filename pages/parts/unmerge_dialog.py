"""The dialog that gives merged customers back: what came since goes to whom it is assigned."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.errors import RapportError
from crm_core.schema import TRACKED
from crm_core.store import Undone
from crm_core.workflows.merging import unmerge
from pages.parts import duplicates_reads, outcome, records_reads, workspace
from pages.parts.text import plain

MOST_ONE_BY_ONE = 25
"""Rows that came since and are asked about one by one; of more, each table is asked about."""


@st.dialog("Unmerge", width="large")
def draw(change_set_id: int, name: str) -> None:
    """Draw what came since the merge, each row with whom it goes to, and the button."""
    version = workspace.version()
    merged = duplicates_reads.merged_in(version, change_set_id)
    if merged is None:
        st.info("These customers were unmerged already.", icon=":material/info:")
        return
    keep, others = merged
    rows = {who: records_reads.row(version, "customers", who) for who in (keep, *others)}
    back = ", ".join(_who(rows[who]) for who in others)
    st.markdown(
        f"{back} comes back with every value and row of before, and {_who(rows[keep])} loses what "
        "the merge brought. What was edited since is left as it is, and listed."
    )
    assigned = _assignments(change_set_id, keep, rows)
    if st.button("Unmerge", type="primary", icon=":material/call_split:", key="unmerge_now"):
        _unmerge(change_set_id, assigned, name)


def _who(row: dict[str, Any]) -> str:
    return plain(f"{row['name'] or 'No name'} ({row['customer_id']})")


def _assignments(
    change_set_id: int, keep: str, rows: dict[str, dict[str, Any]]
) -> dict[tuple[str, str], str]:
    """Draw a choice for each row that came since, and give those that go to another than `keep`."""
    arrived = duplicates_reads.arrived_since(workspace.version(), change_set_id)
    if not arrived:
        st.caption("Nothing came since the merge.")
        return {}
    st.markdown(f"**{outcome.counted(len(arrived), 'row')} came since.** Who gets them?")
    choices: dict[str, list[tuple[str, str]]] = {}
    for table, row_id, at, what in arrived:
        if len(arrived) > MOST_ONE_BY_ONE:
            words = f"All {TRACKED[table].name.replace('_', ' ')}"
        else:
            facts = (TRACKED[table].noun.capitalize(), row_id, at and f"{at:%Y-%m-%d %H:%M}", what)
            words = " · ".join(str(fact) for fact in facts if fact)
        choices.setdefault(words, []).append((table, row_id))
    assigned: dict[tuple[str, str], str] = {}
    for words, of_them in choices.items():
        chosen = st.radio(
            plain(words),
            list(rows),
            format_func=lambda who: _who(rows[who]),
            horizontal=True,
            key=f"unmerge_{change_set_id}_{words}",
        )
        if chosen != keep:
            assigned |= dict.fromkeys(of_them, chosen)
    return assigned


def _unmerge(change_set_id: int, assigned: dict[tuple[str, str], str], name: str) -> None:
    try:
        done = unmerge(workspace.store(), change_set_id, actor=workspace.actor(), assign=assigned)
    except RapportError as error:
        st.error(plain(error), icon=":material/error:")
        return
    undone = Undone(done.change_set_id, done.reverted, done.conflicts)
    outcome.remember_undone(name, undone, "Unmerged", "row", target=change_set_id)
    st.rerun()
