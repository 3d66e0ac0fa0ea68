"""What must be said beside a grouping: a sample, a choice made for the user, noise."""

from __future__ import annotations

from crm_core.segments.grouping import Grouping
from crm_core.segments.methods import method_of


def notes(grouping: Grouping) -> list[str]:
    """Plain sentences on how the grouping was made; none where there is nothing to say."""
    method = method_of(grouping.model.segmenter.name)
    said = []
    if grouping.fitted_on < grouping.matrix.rows:
        said.append(
            f"{method.label} learned from a seeded sample of {grouping.fitted_on:,} of "
            f"{grouping.matrix.rows:,} customers; {method.others}."
        )
    said += getattr(grouping.model.segmenter, "chosen_", ())
    if not grouping.k:
        said.append(
            f"{method.label} puts every customer down as noise: no place is dense enough. "
            "Choose other features or wider settings."
        )
    elif grouping.noise:
        share = grouping.noise / grouping.matrix.rows
        said.append(f"{grouping.noise:,} customers ({share:.1%}) are noise, in no segment.")
    return said
