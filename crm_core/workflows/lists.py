"""Customers who were picked once, kept as a segment: a list that no model can score again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crm_core.segments import SavedSegmentation
from crm_core.store import Store
from crm_core.workflows.keeping import Kept, keep
from crm_core.workflows.labelling import labels_of
from crm_core.workflows.scoring import LIST, features_shown

if TYPE_CHECKING:
    import pyarrow as pa


def save_list(
    store: Store,
    customer_ids: pa.ChunkedArray,
    name: str,
    *,
    as_of: date,
    like: SavedSegmentation,
    description: str | None = None,
    actor: str,
) -> Kept:
    """Keep customers as the one segment of a segmentation; nobody else is in it.

    It stays as it is: it is not fitted again, and says nothing of another day.

    Parameters
    ----------
    customer_ids
        Each once; who went into the bin since is left out.
    as_of
        The day they were picked for.
    like
        The segmentation they were picked from: rules that describe the list are made of its
        features.
    description
        How they were picked, in a sentence.

    Raises
    ------
    InvalidValue
        If the name is blank, too long or taken.
    """
    import pyarrow as pa

    with store.cursor() as con:
        features = features_shown(con, like)
    rows = len(customer_ids)
    ones = pa.array([1] * rows, pa.int32())
    return keep(
        store,
        pa.table({"customer_id": customer_ids, "segment": ones}),
        name=name,
        method=LIST,
        as_of=as_of,
        seed=0,
        parameters={"algorithm": LIST, "features": list(features), "k": 1, "sizes": [rows]},
        labels=labels_of([name.strip()], [description]),
        actor=actor,
    )
