"""The models side by side with their intervals, and the choice of the one to look at."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from crm_core.evaluation import FORMULAS, Figure
from crm_core.predictions.models import BASELINE, MODELS
from crm_core.workflows.trained_models import Trained
from pages.parts import models_choices, models_kept, models_reads, workspace
from pages.parts.text import plain


def draw(trained: Trained) -> str:
    """Draw the table, and give the model that is picked: the best one until another is."""
    found = trained.prediction
    st.subheader("Models side by side")
    names = list(next(iter(found.models.values())))
    leading = leading_figure(trained)
    st.dataframe(
        [_row(model, figures, names) for model, figures in _ranked(trained, leading)],
        hide_index=True,
        key="models_table",
        placeholder=workspace.NOT_KNOWN,
        alt="Every model with its figures and their 95% intervals, the best first",
        column_config={
            "Model": st.column_config.TextColumn(pinned=True),
            **{
                FORMULAS[name].label: st.column_config.TextColumn(help=FORMULAS[name].sentence)
                for name in names
            },
        },
    )
    at_half = " Figures at a threshold are those at 0.5." if found.kind == "binary" else ""
    st.caption(
        f"Ranked by {FORMULAS[leading].label}; in brackets the 95% interval over resampled rows, "
        f"n = {found.judged_rows:,}.{at_half}"
    )
    for note in found.notes:
        st.caption(plain(note))
    model = _picked(trained)
    _say_lead(trained, model)
    _say_tuned(trained, model)
    models_kept.offer_to_save(trained, model)
    return model


def leading_figure(trained: Trained) -> str:
    """The figure that models are ranked by."""
    return "r2" if trained.prediction.kind == "number" else "roc_auc"


def _ranked(trained: Trained, leading: str) -> list[tuple[str, dict[str, Figure]]]:
    models = trained.prediction.models.items()
    return sorted(models, key=lambda item: -(item[1][leading].mean or -1e300))


def _row(model: str, figures: dict[str, Figure], names: list[str]) -> dict[str, Any]:
    return {"Model": MODELS[model].label} | {
        FORMULAS[name].label: printed(figures[name]) for name in names
    }


def printed(figure: Figure) -> str | None:
    """A figure with its interval, as a table shows it."""
    if figure.mean is None:
        return None
    if figure.low is None or figure.high is None:
        return f"{figure.mean:z.3f}"
    return f"{figure.mean:z.3f} ({figure.low:z.3f} to {figure.high:z.3f})"


def _picked(trained: Trained) -> str:
    names = [name for name in trained.prediction.models if name != BASELINE]
    best = trained.prediction.best
    chosen = st.pills(
        "Look at",
        names,
        format_func=lambda name: MODELS[name].label if name in MODELS else name,
        key="models_model",
        bind="query-params",
        help=f"None chosen: the best, {MODELS[best].label.lower()}.",
    )
    return chosen if chosen in names else best


def _say_lead(trained: Trained, model: str) -> None:
    """Say how far the picked model leads the baseline and the next one."""
    label = FORMULAS[leading_figure(trained)].label
    others = [BASELINE]
    ranked = [name for name, _ in _ranked(trained, leading_figure(trained)) if name != BASELINE]
    others += [name for name in ranked if name != model][:1]
    told = []
    for other in others:
        lead = models_reads.advantage(trained, model, other)
        if lead.mean is not None and lead.low is not None and lead.high is not None:
            told.append(
                f"{lead.mean:+.3f} against {MODELS[other].label.lower()} "
                f"({lead.low:+.3f} to {lead.high:+.3f})"
            )
    name = MODELS[model]
    st.markdown(f"**{plain(name.label)}.** {plain(name.sentence)}")
    st.caption(f"Its {label} on the same rows, with 95% intervals: {plain('; '.join(told))}.")


def _say_tuned(trained: Trained, model: str) -> None:
    """Say which options were chosen by trial, and in how many parts of the rows."""
    chosen = (trained.prediction.tuned or {}).get(model)
    if not chosen:
        return
    counts = Counter(map(models_choices.option_words, chosen))
    told = "; ".join(f"{words} ({number:,} of {len(chosen):,})" for words, number in counts.items())
    st.caption(f"Options chosen by trial, by part of the rows: {plain(told)}.")
