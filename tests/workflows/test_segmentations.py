"""Grouping customers from the command line's side: figures, files, names, undo."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from crm_core import segments
from crm_core.errors import InvalidValue, NotEnoughRows, UnknownColumn, UnknownId
from crm_core.workflows.segmentations import SegmentResult, discard_segmentation, segment

AGES = {"ann": 20, "bob": 22, "cat": 24, "dan": 60, "eve": 62, "fay": None}


@pytest.fixture(autouse=True)
def people(fill):
    fill(customers=[{"customer_id": name, "age": age} for name, age in AGES.items()])


def by_age(store, **options) -> SegmentResult:
    chosen = {"features": ["age"], "k": 2, "scale": "none", "missing": "drop", "actor": "ann"}
    return segment(store, **(chosen | options))


def test_the_figures_of_five_ages(store):
    found = by_age(store)
    assert (found.k, found.features, found.rows, found.dropped) == (2, ("age",), 5, 1)
    assert (found.sizes, found.centers) == ((3, 2), [[22.0], [61.0]])
    assert found.inertia == pytest.approx(4 + 0 + 4 + 1 + 1)
    assert (found.silhouette_rows, found.seed) == (5, 0)
    assert found.segmentation_id is found.change_set_id is None


def test_the_result_has_the_keys_of_the_verb():
    assert [field.name for field in fields(SegmentResult)] == [
        "k",
        "features",
        "rows",
        "dropped",
        "inertia",
        "silhouette",
        "silhouette_rows",
        "sizes",
        "centers",
        "as_of",
        "seed",
        "segmentation_id",
        "change_set_id",
    ]


def test_missing_values_take_the_median_unless_told_otherwise(store):
    found = by_age(store, missing="median")
    assert (found.rows, found.dropped, found.centers) == (6, 0, [[22.5], [61.0]])


def test_features_of_the_demo_truth_are_refused(store):
    with store.cursor() as con:
        described = con.execute("describe demo_truth").fetchall()
    truth = [name for name, *_ in described if name not in ("customer_id", "created_in")]
    assert truth
    for name in truth:
        with pytest.raises(UnknownColumn):
            by_age(store, features=[name])


def test_a_text_feature_is_refused(store):
    with pytest.raises(InvalidValue, match="'city' is no value for features"):
        by_age(store, features=["city"])


def test_more_segments_than_customers_are_refused_and_nothing_is_kept(store):
    version = store.data_version
    with pytest.raises(NotEnoughRows):
        by_age(store, k=6, save="Too many")
    assert store.data_version == version


def test_a_binned_customer_is_in_no_segment(store):
    with store.transaction(actor="ann", reason="Bin one") as tx:
        tx.delete("customers", "select 'eve' as customer_id")
    assert by_age(store).sizes == (3, 1)


def test_the_members_go_to_a_file(store, tmp_path):
    by_age(store, out=tmp_path / "members.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "members.parquet").to_pylist() == [
        {"customer_id": name, "segment": number}
        for name, number in {"ann": 1, "bob": 1, "cat": 1, "dan": 2, "eve": 2}.items()
    ]


def test_a_file_of_unknown_kind_is_refused_before_any_work(store):
    with pytest.raises(InvalidValue, match="csv"):
        by_age(store, features=["nonsense"], out=Path("members.doc"))


def test_a_saved_segmentation_is_read_again_as_it_was(store):
    kept = by_age(store, save="  By age ", as_of=date(2024, 2, 29), seed=7)
    with store.cursor() as con:
        [one] = segments.saved(con)
        members = segments.members(con, one.segmentation_id, 2).to_pylist()
        page = segments.members_page(con, one.segmentation_id, page=2, size=3)
    assert (one.segmentation_id, one.name, one.method) == (
        kept.segmentation_id,
        "By age",
        "kmeans",
    )
    assert (one.as_of, one.seed, one.members) == (date(2024, 2, 29), 7, 5)
    assert one.parameters["features"] == ["age"]
    assert one.parameters["centers"] == kept.centers
    assert one.parameters["scaling"] == {"centre": [0.0], "spread": [1.0]}
    assert members == [{"customer_id": "dan", "segment": 2}, {"customer_id": "eve", "segment": 2}]
    assert page["segment"].to_dict() == {"dan": 2, "eve": 2}


def test_saving_is_one_change_set_that_undo_takes_back(store):
    kept = by_age(store, save="By age")
    assert store.data_version == kept.change_set_id
    undone = store.undo(kept.change_set_id, actor="ann")
    assert (undone.reverted, undone.conflicts) == (6, [])
    with store.cursor() as con:
        assert segments.saved(con) == []
        assert con.execute("select count(*) from segment_members").fetchone() == (0,)
    store.undo(undone.change_set_id, actor="ann")
    with store.cursor() as con:
        assert segments.saved_sizes(con, kept.segmentation_id) == {1: 3, 2: 2}


def test_customers_binned_later_leave_the_saved_segments(store):
    kept = by_age(store, save="By age")
    with store.transaction(actor="ann", reason="Bin one") as tx:
        tx.delete("customers", "select 'dan' as customer_id")
    with store.cursor() as con:
        assert segments.saved_sizes(con, kept.segmentation_id) == {1: 3, 2: 1}
        assert segments.saved(con)[0].members == 4


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_must_say_something_and_be_short(store, name):
    with pytest.raises(InvalidValue, match="1 to 80"):
        by_age(store, save=name)


def test_a_taken_name_is_refused_in_any_case(store):
    by_age(store, save="By age")
    with pytest.raises(InvalidValue, match="bears it already"):
        by_age(store, save="by AGE ")


def test_deleting_goes_to_the_bin_frees_the_name_and_can_be_undone(store):
    kept = by_age(store, save="By age")
    gone = discard_segmentation(store, kept.segmentation_id, actor="ann")
    assert gone.name == "By age"
    with store.cursor() as con:
        assert segments.saved(con) == []
        assert segments.members(con, kept.segmentation_id).num_rows == 0
    with pytest.raises(UnknownId):
        discard_segmentation(store, kept.segmentation_id, actor="ann")
    store.undo(gone.change_set_id, actor="ann")
    with store.cursor() as con:
        [back] = segments.saved(con)
    assert (back.segmentation_id, back.members) == (kept.segmentation_id, 5)


def test_the_same_data_and_seed_give_the_same_answer(store):
    assert by_age(store, seed=3) == by_age(store, seed=3)
