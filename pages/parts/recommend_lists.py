"""Lists side by side: each product with its tile, price and reason, and what the rules took."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from crm_core.charts.tiles import tile
from crm_core.recommendations import Item, Learnt, Limits, Preview, Step
from crm_core.workflows.list_tables import previews_table
from pages.parts import downloads, links, recommend_choices, recommend_reads, workspace
from pages.parts.text import plain

if TYPE_CHECKING:
    import pyarrow as pa
    from streamlit.delta_generator import DeltaGenerator

IN_A_ROW = 3
TILE = 40
SLOW = ("rules", "als", "bpr", "svd", "ease", "blend")
"""Methods that take seconds to learn from many orders, the slowest last."""


def draw(
    known: Learnt, customer_id: str, names: list[str], n: int, limits: Limits
) -> list[Preview]:
    """Draw the lists, their export, and the rules step by step; give the lists.

    Who has no history gets one list, whatever the methods. A list whose method has yet to learn
    is drawn last, so that the others need not wait.
    """
    if not recommend_reads.has_history(known, customer_id):
        names = names[:1]
    made: dict[str, Preview] = {}
    _heading(known, customer_id, lambda: previews_table([made[name] for name in names]))
    places = dict(zip(names, _places(len(names)), strict=True))
    for name in sorted(names, key=lambda one: _wait(known, one)):
        with places[name], st.container(border=True, height="stretch"):
            made[name] = recommend_reads.preview(known, customer_id, name, n, limits)
            _list(made[name])
    previews = [made[name] for name in names]
    _steps(previews)
    return previews


def _heading(known: Learnt, customer_id: str, rows: Callable[[], pa.Table]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"As of {known.interactions.as_of}, from {known.interactions.source}.", width="stretch"
        )
        st.page_link(
            links.RECOMMENDATION_MODELS, label="Are these any good?", icon=":material/gavel:"
        )
        downloads.download(
            "Export these lists", rows, f"recommendations {customer_id}", "recommend_export"
        )


def _wait(known: Learnt, name: str) -> int:
    """How long a list is waited for, beside the others."""
    return 0 if name not in SLOW or known.known(name) else 1 + SLOW.index(name)


def _places(count: int) -> list[DeltaGenerator]:
    """Columns for so many lists, three in a row."""
    return [
        column
        for start in range(0, count, IN_A_ROW)
        for column in st.columns(min(IN_A_ROW, count - start))
    ]


def _list(one: Preview) -> None:
    name = one.fallback or one.model
    st.markdown(
        f"##### {plain(recommend_reads.label(name))}", help=recommend_reads.KNOWN[name].sentence
    )
    badges(one)
    for rank, item in enumerate(one.items, start=1):
        product(rank, item, one.model)
    for note in recommend_reads.notes(one):
        st.caption(f":material/info: {plain(note)}")


def badges(one: Preview) -> None:
    """Draw what is out of the ordinary: no history, a fallback, a short list."""
    if one.cold_start:
        st.badge("Cold start", icon=":material/ac_unit:", color="orange")
    elif one.fallback:
        st.badge("Fallback", icon=":material/alt_route:", color="orange")
    for sentence in one.says:
        st.caption(plain(sentence))


def product(rank: int, item: Item, method: str, *, may_leave_out: bool = True) -> None:
    """Draw one product of a list: tile, name, price, reason."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.image(tile(item.category), width=TILE, alt=item.category or "No category")
        price = "" if item.price is None else f"{plain(workspace.money(item.price))} · "
        new = " :blue-badge[New: nobody has it yet]" if item.is_new else ""
        st.markdown(
            f"**{rank}. {plain(item.name)}**{new}  \n"
            f":small[{price}{plain(item.reason)} · score {plain(score(item.score))}]",
            width="stretch",
        )
        if may_leave_out:
            st.button(
                ":material/close:",
                type="tertiary",
                key=f"recommend_out_{method}_{item.product_id}",
                help=f"Leave {plain(item.name)} out of every list",
                on_click=recommend_choices.leave_out,
                args=(item.product_id,),
            )


def score(value: float) -> str:
    """Print a score: three digits, and no more than it takes."""
    return workspace.number(value, 0) if abs(value) >= 100 else f"{value:.3g}"


def steps_in_brief(steps: list[Step]) -> None:
    """Draw in one line what the rules left of all products."""
    told = [f"{step.label.lower()} -{step.removed:,}" for step in steps if step.removed]
    all_of_them = steps[0].removed + steps[0].left
    rules = f": {'; '.join(told)}" if told else ", for no rule takes one away"
    st.caption(plain(f"Of {all_of_them:,} products {steps[-1].left:,} may be offered{rules}."))


def _steps(previews: list[Preview]) -> None:
    """Draw what each rule took away, from all products to those shown."""
    st.markdown("**From all products to these lists**")
    first = previews[0].steps
    rows = [{"Rule": "All products"} | {called(one): _begin(one) for one in previews}]
    rows += [
        {"Rule": step.label} | {called(one): _taken(one, number) for one in previews}
        for number, step in enumerate(first)
    ]
    rows.append({"Rule": "Shown"} | {called(one): f"{len(one.items):,}" for one in previews})
    st.dataframe(
        rows,
        hide_index=True,
        key="recommend_steps",
        alt="What each rule took away from all products, and how many were left",
        column_config={"Rule": st.column_config.TextColumn(pinned=True)},
    )


def called(one: Preview) -> str:
    """Give the name of the method that made a list."""
    return recommend_reads.label(one.fallback or one.model)


def _begin(one: Preview) -> str:
    return f"{one.steps[0].removed + one.steps[0].left:,}"


def _taken(one: Preview, number: int) -> str:
    step = one.steps[number]
    return f"{step.left:,} left" if not step.removed else f"{step.left:,} left (-{step.removed:,})"
