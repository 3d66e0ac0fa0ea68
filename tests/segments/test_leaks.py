"""A segmentation that came back as a column is no feature."""

import pandas as pd
import pytest

from crm_core.errors import InvalidValue
from crm_core.segments import check_no_label

FRAME = pd.DataFrame(
    {
        "customer_id": ["a", "b", "c", "d"],
        "label": [10.0, 10.0, 20.0, None],
        "score": [1.0, 2.0, 3.0, 4.0],
        "same": [5.0, 5.0, 5.0, 5.0],
        "frequency": [10.0, 10.0, 20.0, 20.0],
    }
)


@pytest.fixture
def con(store):
    with store.transaction(actor="tests", reason="Keep") as tx:
        tx.insert("customers", "select unnest(['a', 'b', 'c', 'd']) as customer_id")
        tx.insert(
            "segmentations",
            "select 's1' as segmentation_id, 'Spring' as name, 'kmeans' as \"method\", "
            "date '2026-01-01' as as_of, 0 as seed, '{}' as parameters, "
            "timestamp '2026-01-01' as saved_at, 1 as version",
        )
        tx.insert(
            "segment_members",
            "select 's1' as segmentation_id, * from (values ('a', 1), ('b', 1), ('c', 2), "
            "('d', 2)) t(customer_id, segment)",
        )
    with store.cursor() as cursor:
        yield cursor


def test_a_column_that_is_a_saved_segmentation_is_refused(con):
    with pytest.raises(InvalidValue, match=r"'label' .* the segments of 'Spring' under another"):
        check_no_label(con, FRAME, ["score", "label"])


def test_columns_that_say_more_or_less_and_the_apps_own_features_are_taken(con):
    check_no_label(con, FRAME, ["score", "same", "frequency"])


def test_a_segmentation_in_the_bin_gives_nothing_away(con, store):
    with store.transaction(actor="tests", reason="Bin") as tx:
        tx.delete("segmentations", "select 's1' as segmentation_id")
    check_no_label(con, FRAME, ["label"])
