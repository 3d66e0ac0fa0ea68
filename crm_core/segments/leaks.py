"""Features that are a segmentation already: grouping by them would only find it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from crm_core.errors import InvalidValue
from crm_core.features import FEATURES
from crm_core.store.sql import quoted

if TYPE_CHECKING:
    import pandas as pd

SAME_AS = """
with pairs as (
    select s.segmentation_id, s.name, m.segment, f.{feature} as value
    from leak_frame f
    join segment_members m on m.customer_id = f.customer_id and m.deleted_at is null
    join segmentations s on s.segmentation_id = m.segmentation_id and s.deleted_at is null
    where f.{feature} is not null
)
select name
from pairs
group by segmentation_id, name
having count(distinct segment) > 1
    and count(distinct value) = count(distinct segment)
    and count(distinct (segment, value)) = count(distinct segment)
order by name, segmentation_id
limit 1
"""


def check_no_label(
    con: duckdb.DuckDBPyConnection, frame: pd.DataFrame, features: Sequence[str]
) -> None:
    """Refuse a column of the workspace's own that says which saved segment a customer is in.

    Such a column has one value for each segment and no two segments share one, as an exported
    segmentation has that was imported again. What generated a demo company is no feature at all.

    Raises
    ------
    InvalidValue
        For the first such feature.
    """
    own = [name for name in features if name not in FEATURES and name in frame.columns]
    for name in own:
        held = pa.Table.from_pandas(frame[["customer_id", name]], preserve_index=False)
        con.register("leak_frame", held)
        found = con.execute(SAME_AS.format(feature=quoted(name))).fetchall()
        con.unregister("leak_frame")
        if found:
            wanted = f"it is the segments of '{found[0][0]}' under another name"
            raise InvalidValue("features", name, f"{wanted}, and would only find them again")
