"""What an import would do, or did: counts, rules in words, rejected rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from crm_core.workflows.imports import ImportResult, Plan, commit_plan
from pages.parts import import_reads, links, workspace
from pages.parts.text import plain

COUNTS = ("read", "created", "updated", "unchanged", "rejected")
BESIDE = ("orders_created", "customers_created", "products_created")
SHOWN_REJECTS = 100
UNSCROLLED_ROWS, TABLE_HEIGHT = 8, 360


def draw_counts(result: ImportResult) -> None:
    """Draw the rows by what becomes of them, then what is made beside them, then the rules."""
    with st.container(horizontal=True, key="import_counts"):
        for name in COUNTS:
            label = "Rows read" if name == "read" else name.capitalize()
            st.metric(label, f"{getattr(result, name):,}", border=True)
    made = [
        f"{getattr(result, name):,} {name.removesuffix('_created')}"
        for name in BESIDE
        if getattr(result, name)
    ]
    if made:
        st.write(f"New: {', '.join(made)}.")
    for rule in result.rules:
        icon = "block" if rule.rejects else "rule"
        st.markdown(f":material/{icon}: {plain(rule.sentence)}")


def draw_expected(plan: Plan) -> None:
    """Draw the dry run: nothing is written yet."""
    st.subheader("What would happen")
    draw_counts(plan.expected)
    for message in plan.messages:
        st.info(plain(message), icon=":material/label:")
    if plan.staged.left_out:
        st.caption(f"Left out: {plain(', '.join(plan.staged.left_out))}.")
    _draw_rows(plan.refused_rows(SHOWN_REJECTS), plan.expected.rejected)


def _draw_rows(rows: list[tuple[int, str]], total: int) -> None:
    if not rows:
        return
    with st.expander(f"{total:,} rows to be rejected", icon=":material/block:"):
        st.write("They are kept, and can be downloaded, mended and imported again.")
        reject_table(
            {"Line": [line for line, _ in rows], "Reason": [reason for _, reason in rows]},
            alt="Rows of the file that would be rejected, with the reason",
        )


def reject_table(columns: dict[str, list[Any]], *, alt: str) -> None:
    """Draw rejected rows with every word in sight: a narrow screen breaks the lines."""
    shown = {name: [plain(value) for value in values] for name, values in columns.items()}
    long = len(columns["Line"]) > UNSCROLLED_ROWS
    st.table(shown, hide_index=True, alt=alt, height=TABLE_HEIGHT if long else "content")


def offer_import(plan: Plan) -> None:
    """Draw the button that imports; pressed twice, it imports once."""
    expected = plan.expected
    rows = expected.created + expected.updated
    label = f"Import {rows:,} rows" if rows else "Import (nothing would change)"
    if st.button(label, type="primary", icon=":material/upload:", key="import_commit"):
        with st.status("Importing", expanded=True) as status:
            commit_plan(
                workspace.store(),
                plan,
                actor=workspace.actor(),
                progress=lambda _, what: st.write(plain(what)),
            )
            status.update(label="Imported", state="complete", expanded=False)
        st.rerun()


def draw_result(plan: Plan) -> None:
    """Draw what an import did, the way back, and its rejected rows."""
    result = plan.result
    if result is None or plan.import_id is None:
        return
    st.success(
        f"Imported {result.created + result.updated:,} rows of {plain(plan.staged.source.name)}.",
        icon=":material/check_circle:",
    )
    with st.container(horizontal=True, key="import_after"):
        st.page_link(links.HISTORY, label="History and undo", icon=":material/history:")
        if result.rejected:
            offer_rejects(plan.import_id, result.rejected, "import_result")
        st.button(
            "Import another file", key="import_again", icon=":material/add:", on_click=start_over
        )
    draw_counts(result)


def start_over() -> None:
    """Forget the file, and begin the next attempt."""
    st.session_state["import_attempt"] = st.session_state.get("import_attempt", 0) + 1


def offer_rejects(import_id: str, rows: int, key: str) -> None:
    """Draw the download of an import's rejected rows."""
    st.download_button(
        f"Rejected rows ({rows:,})",
        data=lambda: import_reads.rejects_file(import_id),
        file_name=f"{import_id}-rejects.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"{key}_rejects_{import_id}",
    )
