"""What to offer: to one customer, to all of them, and why not something else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_core.errors import InvalidValue, UnknownId
from crm_core.records.files import suffix_of, write_file
from crm_core.store import Store
from crm_core.store.sql import first_row
from crm_core.workflows.learning import learnt

if TYPE_CHECKING:
    import pyarrow as pa

    from crm_core.recommendations import Learnt, Limits

BLOCK = 5_000
LIVE = "select 1 from customers where customer_id = $id and deleted_at is null"
PRODUCT = "select 1 from products where product_id = $id"
EVERYBODY = "select customer_id from customers where deleted_at is null order by customer_id"


@dataclass(frozen=True)
class Recommended:
    """The list of one customer; `items` hold product_id, name, score and reason.

    `fallback` is the list that was shown instead of the model's, None where it had something to
    say; `cold_start` says that the customer has no history.
    """

    customer_id: str
    model: str
    fallback: str | None
    cold_start: bool
    items: list[dict[str, Any]]
    says: list[str]
    notes: list[str]
    source: str
    as_of: date
    seed: int


@dataclass(frozen=True)
class RecommendedToAll:
    """How many customers got a list, in how many seconds, reading and writing included.

    `fallback_customers` of them got the popularity list: without a history, refusing
    personalisation, or with nothing left to offer.
    """

    customers: int
    seconds: float
    fallback_customers: int
    rows: int
    model: str
    notes: list[str]
    source: str
    as_of: date
    seed: int


@dataclass(frozen=True)
class NotRecommended:
    """Why a product is not first: a filter, or its rank, score and what outranks it."""

    customer_id: str
    product_id: str
    model: str
    filter: str | None
    rank: int | None
    score: float | None
    outranked_by: list[dict[str, Any]] | None
    sentence: str
    source: str
    as_of: date
    seed: int


def recommend(
    store: Store,
    customer_id: str,
    *,
    limit: int = 10,
    model: str | None = None,
    as_of: date | None = None,
    source: str | None = None,
    limits: Limits | None = None,
    seed: int = 0,
) -> Recommended:
    """The best products for one customer, each with its reason.

    Raises
    ------
    UnknownId
        If there is no such customer.
    InvalidValue
        If a choice cannot be meant.
    """
    from crm_core.recommendations.preview import preview

    check_customer(store, customer_id)
    _check_model(model)
    known = learnt(store, as_of=as_of, source=source, seed=seed)
    shown = preview(known, customer_id, model=model or known.usual, n=limit, limits=limits)
    return Recommended(
        shown.customer_id,
        shown.model,
        shown.fallback,
        shown.cold_start,
        [
            {name: getattr(item, name) for name in ("product_id", "name", "score", "reason")}
            for item in shown.items
        ],
        shown.says,
        list(known.method(shown.fallback or shown.model).notes_),
        known.interactions.source,
        known.interactions.as_of,
        seed,
    )


def why_not(
    store: Store,
    customer_id: str,
    product_id: str,
    *,
    limit: int = 10,
    model: str | None = None,
    as_of: date | None = None,
    source: str | None = None,
    limits: Limits | None = None,
    seed: int = 0,
) -> NotRecommended:
    """Which filter keeps a product from a customer's list, or what outranks it.

    Raises
    ------
    UnknownId
        If there is no such customer or product.
    InvalidValue
        If a choice cannot be meant, or the product is none to offer: a charge, or in the bin.
    """
    from crm_core.recommendations import why_not as looked_up

    check_customer(store, customer_id)
    _check_model(model)
    known = learnt(store, as_of=as_of, source=source, seed=seed)
    _check_offered(store, known, product_id)
    found = looked_up(
        known, customer_id, product_id, model=model or known.usual, n=limit, limits=limits
    )
    return NotRecommended(
        found.customer_id,
        found.product_id,
        found.model,
        found.filter,
        found.rank,
        found.score,
        found.outranked_by,
        found.sentence,
        known.interactions.source,
        known.interactions.as_of,
        seed,
    )


def recommend_to_all(
    store: Store,
    out: Path,
    *,
    limit: int = 10,
    model: str | None = None,
    as_of: date | None = None,
    source: str | None = None,
    limits: Limits | None = None,
    seed: int = 0,
) -> RecommendedToAll:
    """Write the list of every customer: `customer_id`, `rank`, `product_id` and `score`.

    Raises
    ------
    InvalidValue
        If a choice cannot be meant, or the file cannot be written there.
    """
    import pyarrow as pa

    from crm_core.recommendations.everybody import lists_of

    suffix_of(out)
    _check_model(model)
    begun = time.perf_counter()
    known = learnt(store, as_of=as_of, source=source, seed=seed)
    name = model or known.usual
    with store.cursor() as con:
        people = [customer_id for (customer_id,) in con.execute(EVERYBODY).fetchall()]
    counts = {"fallback": 0}

    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(0, len(people), BLOCK):
            part = lists_of(
                known, people[start : start + BLOCK], model=name, n=limit, limits=limits
            )
            counts["fallback"] += part.fallbacks
            yield from as_table(part.columns()).to_batches()

    schema = as_table({name: [] for name in ("customer_id", "rank", "product_id", "score")}).schema
    rows = write_file(pa.RecordBatchReader.from_batches(schema, batches()), out)
    return RecommendedToAll(
        len(people),
        round(time.perf_counter() - begun, 3),
        counts["fallback"],
        rows,
        name,
        list(known.method(name).notes_),
        known.interactions.source,
        known.interactions.as_of,
        seed,
    )


def as_table(columns: dict[str, Any]) -> pa.Table:
    """Lists of customers as a table: customer_id, rank, product_id and score."""
    import pyarrow as pa

    return pa.table(
        {
            "customer_id": pa.array(columns["customer_id"], pa.string()),
            "rank": pa.array(columns["rank"], pa.int32()),
            "product_id": pa.array(columns["product_id"], pa.string()),
            "score": pa.array(columns["score"], pa.float64()),
        }
    )


def check_customer(store: Store, customer_id: str) -> None:
    """Refuse a customer who is not there, or is in the bin: raises UnknownId."""
    with store.cursor() as con:
        if first_row(con, LIVE, {"id": customer_id}) is None:
            raise UnknownId("customers", customer_id)


def _check_offered(store: Store, known: Learnt, product_id: str) -> None:
    """Refuse a product that is there, but is none to recommend: raises InvalidValue."""
    if product_id in known.interactions.catalogue.places:
        return
    with store.cursor() as con:
        if first_row(con, PRODUCT, {"id": product_id}) is not None:
            wanted = "a product on sale; this one is a charge, or in the bin"
            raise InvalidValue("product", product_id, wanted)


def _check_model(model: str | None) -> None:
    from crm_core.recommendations import method_of

    if model is not None:
        method_of(model)
