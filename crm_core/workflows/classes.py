"""Labels for texts: learnt from a file, judged, kept, and given to other files."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.store import Store
from crm_core.workflows.saved_models import checked_name
from crm_core.workflows.text_files import texts_of_file, write_columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from crm_core.text.learnt import Lesson, TextModel

DONT_KNOW = "don't know"
WEAKNESS = (
    "Knows the words it learnt from: a question asked in words it never saw gets 'don't know', "
    "and one that uses familiar words for something else may be labelled wrongly. It is as good "
    "as its labels; look at those it confuses before you route by it."
)
KEPT = """
select
    $name as name, $version as version, $at::timestamp as trained_at, $card as card,
    $content as content, $digest as digest
"""


@dataclass(frozen=True)
class Figures:
    """How good labels are, over texts whose label is known.

    `accuracy` and `macro_f1` count the best class of every text; `coverage` is the share of texts
    that get an answer, and `accuracy_answered` is over those; `unknown_recall` is the share of
    texts that belong to no class and get none, None where there are none.
    """

    accuracy: float | None
    macro_f1: float | None
    coverage: float | None
    accuracy_answered: float | None
    unknown_recall: float | None


@dataclass(frozen=True)
class TrainedClasses:
    """A model of labels that was kept; figures are of `judged_on`: test, or folds held back."""

    classes: list[str]
    accuracy: float | None
    macro_f1: float | None
    coverage: float | None
    accuracy_answered: float | None
    unknown_recall: float | None
    model: str
    version: int
    judged_on: str
    rows: int
    seed: int
    change_set_id: int


@dataclass(frozen=True)
class LabelledFile:
    """How many rows of a file were given a label, or "don't know"."""

    rows: int
    unknown: int


def train_classes(
    store: Store,
    path: Path | str,
    *,
    text: str,
    label: str,
    name: str,
    test: Path | None = None,
    unknown_label: str | None = None,
    has_header: bool = True,
    seed: int = 0,
    actor: str,
) -> TrainedClasses:
    """Learn the labels of a file's texts, and keep the model as the next version under a name.

    Rows without text or label are left out. Rows with `unknown_label` make no class: they teach
    when to say "don't know". Judged on `test`, or where there is none on folds held back.

    Raises
    ------
    UnreadableFile, UnknownColumn
        For a file that cannot be read, a column that is not there.
    NotEnoughRows
        If there are fewer than two labels, or no label has two texts.
    InvalidValue
        If the name cannot be given.
    """
    from crm_core.text.learnt import learnt

    wanted = checked_name(name)
    known, strangers = _labelled(path, text, label, unknown_label, has_header)
    judged = None if test is None else _labelled(test, text, label, unknown_label, has_header)
    labels = [each for _, each in known]
    _check(labels)
    lesson = learnt([each for each, _ in known], labels, strangers=strangers, seed=seed)
    figures = (
        _held_back_figures(lesson, labels, strangers)
        if judged is None
        else _figures(lesson.model, *judged)
    )
    judged_on = "folds" if test is None else "test"
    card = asdict(figures) | {
        "labels": dict(Counter(labels)),
        "rows": len(labels),
        "judged_on": judged_on,
        "unknown_label": unknown_label,
        "weakness": WEAKNESS,
        "seed": seed,
        "trained_by": actor,
    }
    version, change_set = _kept(store, wanted, lesson.model, card, actor)
    return TrainedClasses(
        list(lesson.model.labels),
        **asdict(figures),
        model=wanted,
        version=version,
        judged_on=judged_on,
        rows=len(labels),
        seed=seed,
        change_set_id=change_set,
    )


def label_file(
    store: Store, path: Path | str, *, text: str, model: str, out: Path, has_header: bool = True
) -> LabelledFile:
    """Write text, label and confidence of every row of a file, by a model that was kept.

    Where the model is not sure enough, the label is the one that stands for unknown texts in what
    it learnt from, or "don't know".

    Raises
    ------
    UnreadableFile, UnknownColumn, NotEnoughRows
        For a file that cannot be read, a column or model that is not there, no text at all.
    InvalidValue
        If `out` cannot be written.
    """
    import numpy as np

    from crm_core.records.files import suffix_of
    from crm_core.text.learnt import read
    from crm_core.text.models import kept_model

    suffix_of(out)
    with store.cursor() as con:
        kept = kept_model(con, model)
    given = texts_of_file(path, text=text, has_header=has_header)
    said = read(kept.model, given.texts)
    unknown = kept.card["unknown_label"] or DONT_KNOW
    labels = np.where(
        said.is_answered, np.array(kept.model.labels, dtype=object)[said.label], unknown
    )
    write_columns(out, text=given.texts, label=labels.tolist(), confidence=said.confidence.round(4))
    return LabelledFile(len(given.texts), int((~said.is_answered).sum()))


def _labelled(
    path: Path | str, text: str, label: str, unknown: str | None, has_header: bool
) -> tuple[list[tuple[str, str]], list[str]]:
    """The texts of a file with their labels, and those that belong to none."""
    given = texts_of_file(path, text=text, label=label, has_header=has_header)
    pairs = [
        (content, each)
        for content, each in zip(given.texts, given.labels, strict=True)
        if content and each is not None
    ]
    strangers = [content for content, each in pairs if each == unknown]
    return [pair for pair in pairs if pair[1] != unknown], strangers


def _check(labels: list[str]) -> None:
    counts = Counter(labels)
    if len(counts) < 2:
        hint = "Give texts of two labels or more."
        raise NotEnoughRows("Learning labels", 2, len(counts), hint)
    if max(counts.values()) < 2:
        raise InvalidValue("--label", next(iter(counts)), "a label that two texts or more bear")


def _figures(model: TextModel, known: list[tuple[str, str]], strangers: list[str]) -> Figures:
    import numpy as np

    from crm_core.text.learnt import read

    said = read(model, [each for each, _ in known])
    labels = [each for _, each in known]
    refused = ~read(model, strangers).is_answered if strangers else np.empty(0, dtype=bool)
    names = [model.labels[number] for number in said.label]
    return _judged(labels, names, said.is_answered, refused)


def _held_back_figures(lesson: Lesson, labels: list[str], strangers: list[str]) -> Figures:
    import numpy as np

    from crm_core.text.learnt import read

    model = lesson.model
    refused = ~read(model, strangers).is_answered if strangers else np.empty(0, dtype=bool)
    names = [model.labels[number] for number in lesson.named]
    answered = lesson.confidence >= model.threshold
    return _judged(labels[: len(names)], names, answered, refused)


def _judged(
    labels: list[str], names: list[str], answered: NDArray[np.bool_], refused: NDArray[np.bool_]
) -> Figures:
    """The figures of best classes against labels, and of where an answer was given."""
    import numpy as np

    from crm_core.evaluation.classes import ClassesJudge

    unknown_recall = float(refused.mean()) if len(refused) else None
    if not labels:
        return Figures(None, None, None, None, unknown_recall)
    _, codes = np.unique([*labels, *names], return_inverse=True)
    actual, named = codes[: len(labels)], codes[len(labels) :]
    all_of_it = dict(
        zip(ClassesJudge.names, ClassesJudge(actual, named).figures().tolist(), strict=True)
    )
    right = actual == named
    return Figures(
        all_of_it["accuracy"],
        all_of_it["macro_f1"],
        float(answered.mean()),
        float(right[answered].mean()) if answered.any() else None,
        unknown_recall,
    )


def _kept(
    store: Store, name: str, model: TextModel, card: dict[str, object], actor: str
) -> tuple[int, int]:
    """Keep a model as the next version under its name: the version, and the change-set."""
    from crm_core.text.models import digest, next_version, packed

    content, told = packed(model), json.dumps(card, ensure_ascii=False)
    with store.transaction(actor=actor, reason=f"Keep the text model '{name}'") as tx:
        version = next_version(tx.con, name)
        given = {
            "name": name,
            "version": version,
            "at": tx.at,
            "card": told,
            "content": content,
            "digest": digest(told, content),
        }
        tx.insert("text_models", KEPT, given)
    return version, tx.change_set_id
