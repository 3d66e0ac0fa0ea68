"""Which way of recommending serves these customers best, held against popularity and chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from crm_core.errors import InvalidValue
from crm_core.store import Store
from crm_core.workflows.histories import check_source, histories

if TYPE_CHECKING:
    from crm_core.evaluation import Figure, GroupFigures, Lead, ListVerdict, Replay
    from crm_core.recommendations import Interactions, Method
    from crm_core.recommendations.withholding import Withheld
    from crm_core.workflows.list_judging import Court, Judged

Progress = Callable[[float, str], None]

BASELINES = ("popularity", "random")
"""What every method stands beside."""
SHOWN = (
    "precision",
    "recall",
    "ndcg",
    "map",
    "hit_rate",
    "mrr",
    "coverage",
    "novelty",
    "diversity",
    "popularity_bias",
)
TEST_SHARE = 0.25
LONGEST_LIST = 1_000


@dataclass(frozen=True)
class ListQuestion:
    """What is to be judged, and how.

    Attributes
    ----------
    models : names of methods, or *all* of `METHODS`; popularity and random are always beside them.
    limit : the length of the lists.
    split : *time*, *last* or *random*; by time where there are days, else at random, if None.
    test_share : what share is withheld; not for last orders, of which there is one each.
    source : *orders* or *ratings*; orders where there are any, if None.
    """

    models: Sequence[str] = ("all",)
    limit: int = 10
    split: str | None = None
    test_share: float = TEST_SHARE
    source: str | None = None
    seed: int = 0


@dataclass(frozen=True)
class ListEvaluation:
    """Lists of several methods, judged over the same customers.

    Figures and intervals are by model and name; every rate lies in [0, 1]. `customers` were judged:
    they have a history and took something new afterwards; `without_history` took something but
    have none. `popularity_beaten_by` are the methods whose whole interval of nDCG lies above that
    of popularity; `verdicts` and `difference` go by the difference over the same customers, which
    sees more. `served` counts who got any list, `products_withheld` what lists could get right.
    """

    models: dict[str, dict[str, float | None]]
    customers: int
    popularity_beaten_by: list[str]
    difference: str
    verdicts: dict[str, ListVerdict]
    intervals: dict[str, dict[str, Figure]]
    served: dict[str, int]
    groups: dict[str, list[GroupFigures]]
    by_length: dict[str, list[dict[str, float]]]
    replay: dict[str, Replay]
    notes: dict[str, list[str]]
    fit_seconds: dict[str, float]
    without_history: int
    products_withheld: int
    products: int
    source: str
    split: str
    test_share: float | None
    limit: int
    trained_until: date | None
    as_of: date
    seed: int


def evaluate_lists(
    store: Store, question: ListQuestion, *, progress: Progress | None = None
) -> ListEvaluation:
    """Withhold a part of every history, let each method make lists from the rest, and judge them.

    What a customer owned is on no list and in no answer, but for methods that offer owned
    products: those are judged with both kept, beside popularity that keeps them too.

    Raises
    ------
    InvalidValue
        If a model, split or source is none, or a number is out of bounds.
    NotEnoughRows
        If there is nothing to learn from, or nothing to withhold.
    """
    checked(question)
    with store.snapshot() as con:
        interactions = histories(con, source=question.source)
    return judged_lists(interactions, question, progress=progress)


def in_brief(found: ListEvaluation) -> dict[str, Any]:
    """What a person reads first: who was judged, one line per method, and what it means."""
    return {
        "customers": found.customers,
        "split": found.split,
        "trained_until": found.trained_until,
        "models": [
            {"model": name}
            | {key: found.models[name][key] for key in SHOWN}
            | {"ndcg_low": figures["ndcg"].low, "ndcg_high": figures["ndcg"].high}
            for name, figures in found.intervals.items()
        ],
        "verdicts": [
            {"model": name, "verdict": each.sentence} for name, each in found.verdicts.items()
        ],
        "difference": found.difference,
        "whole_interval_above_popularitys": found.popularity_beaten_by,
        "notes": [
            {"model": name, "note": note} for name, notes in found.notes.items() for note in notes
        ],
    }


def checked(question: ListQuestion) -> None:
    """Refuse what cannot be asked, before anything is read.

    Raises
    ------
    InvalidValue
        If a model or source is none, or the lists are to have no place or too many.
    """
    chosen_methods(question.models)
    if not 1 <= question.limit <= LONGEST_LIST:
        wanted = f"a whole number of products from 1 to {LONGEST_LIST:,}"
        raise InvalidValue("--limit", question.limit, wanted)
    check_source(question.source)


def chosen_methods(names: Iterable[str]) -> list[Method]:
    """The methods of these names in the registry's order, popularity and random among them.

    Raises
    ------
    InvalidValue
        If one is none of them.
    """
    from crm_core.recommendations import METHODS, method_of
    from crm_core.recommendations.methods import IN_GROUPS

    wanted = set(names)
    if "all" in wanted:
        wanted = (wanted - {"all"}) | set(METHODS)
    for name in wanted:
        method_of(name)
    return [
        method
        for name, method in (METHODS | IN_GROUPS).items()
        if name in wanted or name in BASELINES
    ]


def judged_lists(
    interactions: Interactions, question: ListQuestion, *, progress: Progress | None = None
) -> ListEvaluation:
    """Judge methods on histories that have been read; raises as `evaluate_lists` does."""
    from crm_core.recommendations.withholding import usual_split, withheld

    methods = chosen_methods(question.models)
    tell = progress or (lambda share, what: None)
    split = question.split or usual_split(interactions)
    held = withheld(interactions, split=split, share=question.test_share, seed=question.seed)
    sittings = _sittings(held, methods, question)
    stands = {}
    for number, method in enumerate(methods):
        tell(number / len(methods), method.label)
        stands[method.name] = _stand(method, held, sittings, question)
    tell(1.0, "Judged")
    return _told(interactions, question, held, {m.name: m for m in methods}, stands)


@dataclass(frozen=True)
class _Sitting:
    """Who is judged by what, and how popularity does there."""

    court: Court
    popular: Judged


@dataclass(frozen=True)
class _Stand:
    """A method's lists, and where they were judged."""

    judged: Judged
    sitting: _Sitting


def _sittings(
    held: Withheld, methods: Sequence[Method], question: ListQuestion
) -> dict[bool, _Sitting]:
    """With what customers own removed, and kept where a method may offer it."""
    from crm_core.recommendations import METHODS
    from crm_core.workflows.list_judging import court, judged

    sittings = {}
    for keeps_owned in sorted({False, *(method.offers_owned for method in methods)}):
        at = court(held, keeps_owned=keeps_owned)
        popular = judged(METHODS["popularity"], held, at, n=question.limit, seed=question.seed)
        sittings[keeps_owned] = _Sitting(at, popular)
    return sittings


def _stand(
    method: Method, held: Withheld, sittings: dict[bool, _Sitting], question: ListQuestion
) -> _Stand:
    from crm_core.workflows.list_judging import judged

    sitting = sittings[method.offers_owned]
    if method.name == "popularity":
        return _Stand(sitting.popular, sitting)
    return _Stand(
        judged(method, held, sitting.court, n=question.limit, seed=question.seed), sitting
    )


def _told(
    interactions: Interactions,
    question: ListQuestion,
    held: Withheld,
    methods: dict[str, Method],
    stands: dict[str, _Stand],
) -> ListEvaluation:
    import numpy as np

    from crm_core.evaluation import above, real_differences

    found = {name: stand.judged for name, stand in stands.items()}
    verdicts = {name: _verdict(methods[name], stand, question) for name, stand in stands.items()}
    labels = {name: method.label for name, method in methods.items()}
    return ListEvaluation(
        models={
            name: {key: each.figures[key].mean for key in SHOWN} for name, each in found.items()
        },
        customers=found["popularity"].judge.rows,
        popularity_beaten_by=[
            name
            for name, stand in stands.items()
            if above(stand.judged.figures["ndcg"], stand.sitting.popular.figures["ndcg"].high)
        ],
        difference=real_differences(
            {name: each for name, each in verdicts.items() if each.verdict != "baseline"},
            labels,
            _lead(methods, found, question.seed),
        ),
        verdicts=verdicts,
        intervals={name: each.figures for name, each in found.items()},
        served={name: each.served for name, each in found.items()},
        groups={name: each.groups for name, each in found.items()},
        by_length={name: each.by_length for name, each in found.items()},
        replay={name: each.replay for name, each in found.items() if each.replay},
        notes={name: list(each.notes) for name, each in found.items() if each.notes},
        fit_seconds={name: each.fit_seconds for name, each in found.items()},
        without_history=int((held.activity[np.unique(held.later.customer)] == 0).sum()),
        products_withheld=len(stands["popularity"].sitting.court.relevant.row),
        products=len(interactions.catalogue),
        source=interactions.source,
        split=held.split,
        test_share=None if held.split == "last" else question.test_share,
        limit=question.limit,
        trained_until=held.trained_until,
        as_of=interactions.as_of,
        seed=question.seed,
    )


def _verdict(method: Method, stand: _Stand, question: ListQuestion) -> ListVerdict:
    from crm_core.evaluation import Figure, ListVerdict, Terms, difference, list_verdict

    if method.name == "popularity":
        sentence = "What every method must beat: the same list for everybody, less what they own."
        return ListVerdict("baseline", sentence, Figure(None, None, None))
    return list_verdict(
        method.label,
        stand.judged.figures["ndcg"],
        stand.sitting.popular.figures["ndcg"],
        difference(stand.judged.judge, stand.sitting.popular.judge, seed=question.seed)["ndcg"],
        Terms(
            stand.judged.judge.rows,
            stand.judged.served,
            question.limit,
            "owned products kept by both" if method.offers_owned else "",
        ),
    )


def _lead(methods: dict[str, Method], found: dict[str, Judged], seed: int) -> Lead | None:
    """The two best of the methods that are judged over the same customers, and their distance."""
    from crm_core.evaluation import Lead, difference

    means = {
        name: each.figures["ndcg"].mean or 0.0
        for name, each in found.items()
        if each.judge.rows and not methods[name].offers_owned
    }
    if len(means) < 2:
        return None
    first, second = sorted(means, key=lambda name: -means[name])[:2]
    gap = difference(found[first].judge, found[second].judge, seed=seed)["ndcg"]
    return Lead(first, second, gap)
