"""Which differences between lists are real, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from crm_core.evaluation.judge import Figure

Answer = Literal["beats", "loses", "level", "no_list", "baseline", "too_few"]

MEASURE = "ndcg"
"""What lists are compared by: right products, and how high they stand."""
FEWEST_CUSTOMERS = 20


@dataclass(frozen=True)
class ListVerdict:
    """How a method stands against popularity, and a sentence for its card.

    `difference` is of nDCG, over the same customers and draws.
    """

    verdict: Answer
    sentence: str
    difference: Figure


@dataclass(frozen=True)
class Terms:
    """Over whom lists were compared: `customers` judged, `served` of them given any list.

    `limit` is the length of the lists; `note` what else must be known, such as that owned products
    were kept.
    """

    customers: int
    served: int
    limit: int
    note: str = ""


def list_verdict(
    label: str, own: Figure, popular: Figure, difference: Figure, terms: Terms
) -> ListVerdict:
    """Whether a method beats popularity, loses to it, or cannot be told from it.

    Parameters
    ----------
    label
        What the method is called.
    own, popular, difference
        nDCG of the method and of popularity, and the one less the other.
    """
    if terms.customers < FEWEST_CUSTOMERS:
        return ListVerdict(
            "too_few",
            f"{terms.customers:,} customers could be judged, too few to say anything of {label}; "
            f"about {FEWEST_CUSTOMERS} are the least.",
            difference,
        )
    if not terms.served:
        return ListVerdict(
            "no_list",
            f"{label} has nothing to offer any of the {terms.customers:,} customers: what it "
            "learns from is not there.",
            difference,
        )
    note = f" ({terms.note})" if terms.note else ""
    figures = f"nDCG@{terms.limit}{note} {_number(own.mean)} against {_number(popular.mean)}"
    if difference.low == difference.high == 0:
        return ListVerdict("level", f"{label} is as good as popularity: {figures}.", difference)
    gap = (
        f"difference {_number(difference.mean)}, from {_number(difference.low)} to "
        f"{_number(difference.high)}"
    )
    if above(difference, 0.0):
        return ListVerdict("beats", f"{label} beats popularity: {figures}; {gap}.", difference)
    if below(difference, 0.0):
        return ListVerdict(
            "loses",
            f"{label} loses to popularity: {figures}; {gap}. Popularity serves these customers "
            "better.",
            difference,
        )
    return ListVerdict(
        "level",
        f"{label} cannot be told from popularity: {figures}; {gap} may be chance.",
        difference,
    )


def above(figure: Figure, value: float | None) -> bool:
    """Whether the whole interval lies above a value."""
    return figure.low is not None and value is not None and figure.low > value


def below(figure: Figure, value: float | None) -> bool:
    """Whether the whole interval lies below a value."""
    return figure.high is not None and value is not None and figure.high < value


def real_differences(
    verdicts: Mapping[str, ListVerdict], labels: Mapping[str, str], lead: Lead | None
) -> str:
    """One sentence or two on all methods: who is above popularity, who below, who leads.

    >>> nothing = Figure(None, None, None)
    >>> real_differences(
    ...     {"als": ListVerdict("beats", "", nothing), "svd": ListVerdict("loses", "", nothing)},
    ...     {"als": "ALS", "svd": "SVD"}, Lead("als", "svd", Figure(0.2, 0.1, 0.3)))
    'Really above popularity: ALS. Really below: SVD. ALS leads SVD, and that is real.'
    """
    parts = [
        f"{words}: {', '.join(labels[name] for name in named)}."
        for words, answer in (
            ("Really above popularity", "beats"),
            ("Really below", "loses"),
            ("Cannot be told from it", "level"),
            ("Had nothing to offer", "no_list"),
        )
        if (named := [name for name, found in verdicts.items() if found.verdict == answer])
    ]
    if any(found.verdict == "too_few" for found in verdicts.values()):
        parts.append("Too few customers to tell all methods apart.")
    if lead is not None:
        real = "and that is real" if above(lead.difference, 0.0) else "but that may be chance"
        parts.append(f"{labels[lead.first]} leads {labels[lead.second]}, {real}.")
    return " ".join(parts) or "There was nothing to compare."


@dataclass(frozen=True)
class Lead:
    """The best method and the next, and by how much nDCG the one leads the other."""

    first: str
    second: str
    difference: Figure


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4f}"
