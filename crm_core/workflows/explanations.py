"""Why a customer is in a segment of a kept segmentation, and what would move them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from crm_core import engine
from crm_core.errors import UnknownId
from crm_core.features import catalogue, customer_features, expression
from crm_core.features.catalogue import CONTACTS, DEMOGRAPHICS, custom_columns
from crm_core.records.customer import key_figures
from crm_core.records.rows import row_of
from crm_core.schema import CUSTOMERS
from crm_core.segments import Model, SavedSegmentation, named
from crm_core.segments.explanation import Standing, middles, standing
from crm_core.segments.moving import Extent, Feature, smallest_change
from crm_core.store import Store
from crm_core.store.sql import first_row
from crm_core.workflows.scoring import RULE, check_scorable, scored

if TYPE_CHECKING:
    import pandas as pd

LIVE = "select 1 from customers where customer_id = $id and deleted_at is null"
ONLY_RISES = {"frequency", "monetary", "products", *(feature.name for feature in CONTACTS)}
"""What was ordered, paid and said stays so: behaviour can only add to it."""
EITHER_WAY = {"recency_days", "average_order_value", "return_rate", "gap_days"}
BROUGHT = ("recency_days", "monetary", "average_order_value", "products", "return_rate", "gap_days")
NEEDS = {**dict.fromkeys(BROUGHT, "frequency"), "frequency": "monetary"}
"""What an order brings changes for nobody without one, and who orders spends."""
WHOLE = {"recency_days", "tenure_days", "age"}
STEPS = {"money": 0.01, "count": 1.0, "days": 0.1, "share": 0.001, "number": 0.01}
"""The least difference that a value of a unit is shown with."""


@dataclass(frozen=True)
class SegmentExplained:
    """Why a customer is in their segment.

    `contributions` holds `feature`, `share` in the squared scaled distance to the own middle, and
    `runner_up_share` in that to the runner-up's; `change` holds `feature`, `from`, `to`. Applied
    together, the changes give the runner-up; `kind` says how realistic they are (see
    `segments.moving.Way`), None where no way was found.
    """

    segment: int
    runner_up: int | None
    margin: float | None
    contributions: list[dict[str, Any]]
    change: list[dict[str, Any]]
    kind: Extent | None
    customer_id: str
    segmentation: str
    as_of: date


def explain_segment(
    store: Store, customer_id: str, name: str, *, as_of: date | None = None
) -> SegmentExplained:
    """Why a customer is in their segment of a kept segmentation, and what would move them.

    Parameters
    ----------
    name
        The segmentation's name, or the id of one version.
    as_of
        The last day that counts; the day the segmentation was made for when left out.

    Raises
    ------
    UnknownId
        If there is no such customer, or they are in the bin.
    UnknownColumn
        If there is no such segmentation, or a feature of it is there no more.
    FixedList
        If it is only a list of customers.
    """
    with store.cursor() as con:
        return explained(con, customer_id, named(con, name), as_of=as_of)


def explained(
    con: DuckDBPyConnection,
    customer_id: str,
    kept: SavedSegmentation,
    *,
    as_of: date | None = None,
) -> SegmentExplained:
    """As `explain_segment`, of a segmentation at hand."""
    if first_row(con, LIVE, {"id": customer_id}) is None:
        raise UnknownId("customers", customer_id)
    check_scorable(kept)
    day = as_of or kept.as_of
    if kept.method == RULE:
        everyone = scored(con, kept, day).set_index("customer_id")["segment"]
        return _told(Standing(int(everyone[customer_id]), None, None, ()), kept, customer_id, day)
    model = Model.restored(kept.parameters)
    row = features_of_one(con, customer_id, model.features, day)
    middle = middles(model, kept.parameters["centers"])
    found = standing(model, row, middle)
    if found.runner_up is None:
        return _told(found, kept, customer_id, day)
    features = _features(con, kept)
    way = smallest_change(model, row, middle, found.segment, found.runner_up, features)
    change = [
        {"feature": one.feature, "from": one.before, "to": one.after}
        for one in (way.changes if way else ())
    ]
    return _told(found, kept, customer_id, day, change, way.extent if way else None)


def _told(
    found: Standing,
    kept: SavedSegmentation,
    customer_id: str,
    day: date,
    change: list[dict[str, Any]] | None = None,
    kind: Extent | None = None,
) -> SegmentExplained:
    contributions = [
        {"feature": one.feature, "share": one.share, "runner_up_share": one.runner_up_share}
        for one in found.contributions
    ]
    return SegmentExplained(
        found.segment,
        found.runner_up,
        found.margin,
        contributions,
        change or [],
        kind,
        customer_id,
        kept.name,
        day,
    )


def features_of_one(
    con: DuckDBPyConnection, customer_id: str, names: Sequence[str], as_of: date
) -> pd.DataFrame:
    """The numeric features of one customer as `customer_features` has them, a frame of one row."""
    return row_of_one(con, customer_id, names, as_of).astype("float64")


def row_of_one(
    con: DuckDBPyConnection, customer_id: str, names: Sequence[str], as_of: date
) -> pd.DataFrame:
    """The features of one customer, of any kind, as a frame of one row.

    Most are read from this customer's rows alone: among a million the whole table takes seconds.
    """
    import pandas as pd

    known: dict[str, Any] = dict(key_figures(con, customer_id, as_of=as_of))
    known |= _recorded(con, customer_id)
    rest = [name for name in names if name not in known]
    if rest:
        everyone = expression(con, as_of=as_of, columns=rest)
        row = engine.frame(con, everyone.filter(everyone.customer_id == customer_id))
        known |= row.iloc[0].to_dict()
    return pd.DataFrame({name: [known[name]] for name in names})


def _recorded(con: DuckDBPyConnection, customer_id: str) -> dict[str, Any]:
    """What is recorded of a customer, by the name of its feature."""
    row = row_of(con, CUSTOMERS.name, customer_id)
    own = {name: row[column.name] for name, column in custom_columns(con).items()}
    return {name: row[name] for name in DEMOGRAPHICS} | own


def _features(con: DuckDBPyConnection, kept: SavedSegmentation) -> dict[str, Feature]:
    """What may happen to each feature of a segmentation."""
    known, names = catalogue(con), kept.parameters["features"]
    ranges = kept.parameters.get("ranges") or _ranges(con, kept)
    whole = WHOLE | {
        name for name, column in custom_columns(con).items() if column.type == "integer"
    }
    return {
        name: Feature(
            low=ranges[name][0],
            high=ranges[name][1],
            step=1.0 if name in whole else STEPS[known[name].unit],
            falls=name in EITHER_WAY,
            rises=name in EITHER_WAY | ONLY_RISES,
            needs=NEEDS.get(name),
        )
        for name in names
    }


def _ranges(con: DuckDBPyConnection, kept: SavedSegmentation) -> dict[str, list[float]]:
    """The least and the greatest value of each feature, for what was kept without them."""
    names = kept.parameters["features"]
    frame = customer_features(con, as_of=kept.as_of, columns=names)
    return {name: [float(frame[name].min()), float(frame[name].max())] for name in names}
