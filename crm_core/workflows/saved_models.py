"""Keeping a trained model under a name, with its card."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from crm_core.errors import InvalidValue
from crm_core.store import Store

if TYPE_CHECKING:
    from crm_core.predictions.training import Lesson

LONGEST_NAME = 80

KEPT = """
select
    $id as model_id, $name as name, $version as version, $target as target, $kind as kind,
    $algorithm as algorithm, $as_of::date as as_of, $horizon_days as horizon_days,
    $at::timestamp as trained_at, $card as card, $parameters as parameters, $content as content,
    $digest as digest
"""

LAST_VERSION = """
select coalesce(max(version), 0) from models where lower(name) = lower($name)
"""


@dataclass(frozen=True)
class KeptModel:
    """A model that was saved: its id, which algorithm was kept, and the change-set to undo."""

    model_id: str
    algorithm: str
    version: int
    change_set_id: int


def checked_name(name: str) -> str:
    """A name that can be given to a model, without outer blanks.

    Raises
    ------
    InvalidValue
        If it is blank or longer than 80 signs.
    """
    wanted = name.strip()
    if not wanted or len(wanted) > LONGEST_NAME:
        raise InvalidValue("--save", name, f"a name of 1 to {LONGEST_NAME} signs")
    return wanted


def keep_model(
    store: Store,
    name: str,
    algorithm: str,
    lesson: Lesson,
    labels: tuple[str, ...],
    card: dict[str, Any],
    *,
    actor: str,
) -> KeptModel:
    """Train a model on all rows, and keep it as the next version under a name.

    Parameters
    ----------
    card
        What a person should know of it; also says target, kind, as_of, horizon_days and seed, and
        with which `choice` of options the model learns.
    """
    from crm_core.evaluation import profiles
    from crm_core.matrices import mixed_transform
    from crm_core.predictions.models import MODELS, Task
    from crm_core.predictions.packing import digest, packed, transform_parameters
    from crm_core.predictions.training import fitted_model

    transform = mixed_transform(lesson.columns)
    values = transform.forward(lesson.columns)
    task = Task(lesson.kind, len(values), card["seed"], card["choice"])
    estimator = fitted_model(MODELS[algorithm], task, values, lesson.target)
    parameters = json.dumps(
        {
            "features": [*lesson.columns.numbers, *lesson.columns.codes],
            "labels": list(labels),
            "transform": transform_parameters(transform),
            "typical": values.mean(axis=0).tolist(),
            "profiles": [asdict(profile) for profile in profiles(lesson.columns)],
        }
    )
    content = packed(estimator)
    with store.transaction(actor=actor, reason=f"Save model '{name}'") as tx:
        told = card | {"trained_by": actor, "trained_at": tx.at, "algorithm": algorithm}
        told_text = json.dumps(told, ensure_ascii=False, default=_as_text)
        [(last,)] = tx.con.execute(LAST_VERSION, {"name": name}).fetchall()
        [model_id] = tx.next_ids("models", 1)
        given = {key: card[key] for key in ("target", "kind", "as_of", "horizon_days")} | {
            "id": model_id,
            "name": name,
            "version": last + 1,
            "algorithm": algorithm,
            "at": tx.at,
            "card": told_text,
            "parameters": parameters,
            "content": content,
            "digest": digest(told_text, parameters, content),
        }
        tx.insert("models", KEPT, given)
    return KeptModel(model_id, algorithm, last + 1, tx.change_set_id)


def _as_text(value: Any) -> Any:
    """A record or a day, as a card holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"a card holds no {type(value).__name__}")
