"""What is bought together, as rules: with support, confidence, lift, leverage and conviction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from crm_core.recommendations.formulas import RULE_FORMULAS
from crm_core.recommendations.frequent_sets import fewest_baskets
from pages.parts import downloads, judging_reads, lists, states, workspace
from pages.parts.outcome import counted

if TYPE_CHECKING:
    import pyarrow as pa

URL: dict[str, Any] = {
    "bind": "query-params",
    "on_change": lists.first_page,
    "args": ("judging_rules",),
}


def draw() -> None:
    """Draw the choices, the counts, a page of the rules, and their export."""
    support, confidence, longest, country = _choices()
    table, (baskets, products, _, _) = judging_reads.rules(support, confidence, longest, country)
    if not baskets:
        states.nothing_found(
            "orders", filtered=False, first="Import some to see what goes together."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{table.num_rows:,}** rules in {counted(baskets, 'order')} of "
            f"{counted(products, 'product')}, the strongest first",
            width="stretch",
        )
        downloads.download(
            f"Export {table.num_rows:,} rules",
            lambda: table,
            "basket rules",
            "judging_rules_export",
            count=table.num_rows,
            disabled=not table.num_rows,
        )
    if not table.num_rows:
        states.nothing_found(
            "rules",
            f"A rule must hold in {counted(fewest_baskets(support, baskets), 'order')}: lower the "
            "least support, or the confidence.",
        )
        return
    page, size = lists.paging("judging_rules", table.num_rows)
    _page(table.slice((page - 1) * size, size))


def _choices() -> tuple[float, float, int, str | None]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="judging_rules_choices"):
        support = st.number_input(
            "Least support (%)",
            0.05,
            100.0,
            0.5,
            0.1,
            key="judging_support",
            help=RULE_FORMULAS["support"].sentence,
            width=150,
            **URL,
        )
        confidence = st.number_input(
            "Least confidence (%)",
            0,
            100,
            20,
            5,
            key="judging_confidence",
            help=RULE_FORMULAS["confidence"].sentence,
            width=150,
            **URL,
        )
        longest = st.number_input(
            "Most products",
            2,
            5,
            3,
            key="judging_longest",
            help="Of a rule, both sides together.",
            width=150,
            **URL,
        )
        country = st.selectbox(
            "Country",
            judging_reads.countries(workspace.version()),
            index=None,
            placeholder="All",
            key="judging_country",
            width=200,
            **URL,
        )
    return float(support) / 100, float(confidence) / 100, int(longest), country


def _page(rules: pa.Table) -> None:
    number = st.column_config.NumberColumn
    formats = {"support": "percent", "confidence": "percent", "lift": "%.1f", "leverage": "%.4f"}
    st.dataframe(
        rules.select(["antecedent_names", "consequent_names", "orders", *RULE_FORMULAS]),
        hide_index=True,
        key="judging_rules",
        placeholder="never fails",
        alt="Rules of what is bought together, the highest lift first",
        column_config={
            "antecedent_names": st.column_config.TextColumn("Who buys", width="medium"),
            "consequent_names": st.column_config.TextColumn("also buys", width="medium"),
            "orders": number("Orders", format="localized", help="Orders with all of them."),
            **{
                name: number(formula.label, format=formats.get(name, "%.2f"), help=formula.sentence)
                for name, formula in RULE_FORMULAS.items()
            },
        },
    )
