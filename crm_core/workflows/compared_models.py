"""Models beside each other: which is best, by how much, and what was done otherwise than named."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm_core.evaluation import Figure, Judge
    from crm_core.predictions.training import Lesson


def best_of(figures: dict[str, dict[str, Figure]], leading: str) -> str:
    """The model of the highest leading figure; the baseline where there is no other."""
    means = {
        name: mean
        for name, found in figures.items()
        if name != "baseline" and (mean := found[leading].mean) is not None
    }
    return max(means, key=lambda name: means[name]) if means else "baseline"


def differences_of(
    judges: dict[str, Judge], best: str, leading: str, draws: dict[str, Any]
) -> dict[str, Figure]:
    """By how much a model leads each other, with the interval over the same `draws` of both."""
    from crm_core import evaluation

    return {
        name: evaluation.difference_from(judges[best], judge, draws[best], draws[name])[leading]
        for name, judge in judges.items()
        if name != best
    }


def notes_of(lesson: Lesson, names: Iterable[str]) -> list[str]:
    """What was done otherwise than its name says, in sentences."""
    from crm_core.predictions.support_vectors import EXACT_ROWS, POINTS
    from crm_core.resampling import sides

    taught = max(int(learning.sum()) for learning, _ in sides(lesson.fold, lesson.groups))
    if "svm" not in names or taught <= EXACT_ROWS:
        return []
    approximated = (
        f"The bent (RBF) kernel of the support vector machine is approximated by {POINTS:,} points "
        f"(Nystroem): it learns from {taught:,} rows, and is exact up to {EXACT_ROWS:,}."
    )
    return [approximated]
