"""The card of a kept model: data, period, features, split, figures, limits, who trained it when."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from crm_core.charts import model_why
from crm_core.evaluation import FORMULAS, Figure
from crm_core.predictions.models import MODELS
from crm_core.predictions.saved import ListedModel
from pages.parts import model_reads, models_choices, models_reads, models_table, workspace
from pages.parts.figure import chart
from pages.parts.outcome import counted
from pages.parts.text import plain

ROW_HEIGHT = 34


def draw(one: ListedModel) -> None:
    """Draw what a person should know of the model before going by it."""
    card = model_reads.card(model_reads.version(), one.name, one.version)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Card", width="stretch")
        st.download_button(
            "Card as JSON",
            json.dumps(card, indent=2, ensure_ascii=False),
            f"{one.name}, version {one.version}.json",
            "application/json",
            icon=":material/download:",
            key="model_card_json",
            on_click="ignore",
        )
    _limits(card)
    _facts(one, card)
    _figures(one, card)
    _importance(card)
    _columns(card)


def _limits(card: dict[str, Any]) -> None:
    for limit in card["limits"]:
        st.markdown(f":material/info: {plain(limit)}")


def _facts(one: ListedModel, card: dict[str, Any]) -> None:
    rate = card["base_rate"]
    positive = models_choices.happened_words(card["target"], card["positive"], one.horizon_days)
    happened = "" if rate is None else f", {rate:.1%} of them {plain(positive)}"
    dropped = f"; {card['dropped']:,} without a known answer" if card["dropped"] else ""
    days = ", ".join(card["cut_offs"])
    ahead = "" if one.horizon_days is None else f", each with the {one.horizon_days:,} days after"
    split = models_choices.SPLIT_WORDS[card["split"]].lower()
    folds = "" if card["folds"] is None else f", {card['folds']} parts"
    facts = {
        "Data": f"{counted(card['rows'], 'customer')}{happened}{dropped}. Learnt from "
        f"{counted(card['learnt_rows'], 'row')}, the data being those after change-set "
        f"{card.get('data_version') or workspace.NOT_KNOWN} of the history.",
        "Period": f"As of {days}{ahead}.",
        "Split": f"{split.capitalize()}{folds}; judged on {counted(card['judged_rows'], 'row')} "
        f"that the models had not seen. Seed {card['seed']}.",
        "Verdict": plain(card["verdict_reason"]),
        "Options": _options(card),
        "Kind": f"{plain(MODELS[one.algorithm].label)}. {plain(MODELS[one.algorithm].sentence)}",
        "Trained": f"By {plain(card['trained_by'])} on {one.trained_at:%Y-%m-%d %H:%M}, with "
        f"scikit-learn {plain(card['scikit_learn'])}.",
    }
    for name, words in facts.items():
        if words:
            st.markdown(f"**{name}.** {words}")


def _options(card: dict[str, Any]) -> str:
    """Say which options were chosen by trial, where any were."""
    if card.get("tuned") is None:
        return ""
    told = models_choices.option_words(card["choice"])
    return f"Chosen by trial within the rows that taught it: {plain(told)}."


def _figures(one: ListedModel, card: dict[str, Any]) -> None:
    st.markdown("#### Figures when it was trained")
    names = list(card["baseline"])
    leading = "r2" if one.kind == "number" else "roc_auc"
    ranked = sorted(card["models"].items(), key=lambda item: -(item[1][leading]["mean"] or -1e300))
    st.dataframe(
        [
            {"Model": MODELS[name].label + (" (kept)" if name == one.algorithm else "")}
            | {FORMULAS[f].label: models_table.printed(Figure(**figures[f])) for f in names}
            for name, figures in ranked
        ],
        hide_index=True,
        key="model_figures",
        placeholder=workspace.NOT_KNOWN,
        alt="Every model of that training with its figures and their 95% intervals, best first",
        column_config={
            "Model": st.column_config.TextColumn(pinned=True),
            **{
                FORMULAS[f].label: st.column_config.TextColumn(help=FORMULAS[f].sentence)
                for f in names
            },
        },
    )
    st.caption(
        f"In brackets the 95% interval over resampled rows, n = {card['judged_rows']:,}. The kept "
        "model then learnt from all rows once more."
    )


def _importance(card: dict[str, Any]) -> None:
    found = card.get("importance")
    if not found:
        return
    st.markdown("#### What it goes by")
    labels = models_reads.labels(models_reads.version())
    title = FORMULAS["r2" if card["kind"] == "number" else "roc_auc"].label
    table = model_reads.importance_table(found)
    words = model_why.importance_in_words(table, labels, title)
    height = 90 + ROW_HEIGHT * min(len(found), model_why.MOST_FEATURES)
    fig = model_why.importance(table, labels, title)
    chart(fig, words, "model_importance_chart", height=height)
    st.caption(plain(words))


def _columns(card: dict[str, Any]) -> None:
    labels = models_reads.labels(models_reads.version())
    count = counted(len(card["features"]), "feature")
    with st.expander(f"Features: {count}, {len(card['left_out']):,} left out"):
        used = ", ".join(labels.get(name, name) for name in card["features"])
        st.markdown(f"**Used**: {plain(used)}.")
        for name, some in (
            ("Seem to know the answer", card["leaks"]),
            ("Left out", card["left_out"]),
        ):
            if some:
                st.markdown(f"**{name}**")
            for suspect in some:
                label = labels.get(suspect["column"], suspect["column"])
                st.markdown(f"- {plain(label)}: {plain(suspect['reason'])}")
