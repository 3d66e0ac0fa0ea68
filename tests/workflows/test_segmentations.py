"""Grouping customers from the command line's side: figures, files, names, undo."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from crm_core import segments
from crm_core.errors import (
    InvalidValue,
    MissingChoice,
    NotEnoughRows,
    UnknownColumn,
    UnknownId,
)
from crm_core.workflows.renaming import discard_segmentation
from crm_core.workflows.segmentations import SegmentResult, segment

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
        "algorithm",
        "noise",
        "fitted_on",
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
    assert (undone.reverted, undone.conflicts) == (8, [])
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


def test_a_taken_name_in_any_case_makes_the_next_version(store):
    first = by_age(store, save="By age")
    second = by_age(store, save="by AGE ", seed=1)
    with store.cursor() as con:
        [one] = segments.saved(con)
        assert [each.segmentation_id for each in segments.versions(con, one.lineage)] == [
            second.segmentation_id,
            first.segmentation_id,
        ]
    assert (one.name, one.version) == ("By age", 2)


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


def test_noise_is_segment_0_counted_apart_and_not_among_the_sizes(store, tmp_path):
    said: list[str] = []
    found = by_age(
        store,
        k=None,
        algorithm="dbscan",
        eps=3.0,
        min_samples=3,
        out=tmp_path / "members.parquet",
        tell=said.append,
    )
    assert (found.k, found.sizes, found.noise, found.fitted_on) == (1, (3,), 2, 5)
    assert (found.algorithm, found.inertia, found.silhouette) == ("dbscan", None, None)
    assert (found.centers, found.silhouette_rows) == ([[22.0]], 3)
    assert said == ["2 customers (40.0%) are noise, in no segment."]
    listed = pyarrow.parquet.read_table(tmp_path / "members.parquet").to_pylist()
    assert [row["segment"] for row in listed] == [1, 1, 1, 0, 0]


def test_a_logged_feature_shows_member_means_where_a_method_has_no_centres(store):
    found = by_age(store, algorithm="ward", log=["age"])
    assert found.centers == [[22.0], [61.0]]


@pytest.mark.parametrize(
    ("choices", "error", "words"),
    [
        ({"k": None}, MissingChoice, "K-means needs --k"),
        ({"algorithm": "dbscan"}, InvalidValue, "DBSCAN has no use for it"),
        ({"eps": 1.0}, InvalidValue, "K-means has no use for it"),
        ({"algorithm": "guess"}, InvalidValue, "one of kmeans, minibatch"),
        ({"algorithm": "ward", "k": 7}, NotEnoughRows, "Hierarchical, Ward with 7 segments"),
    ],
)
def test_a_choice_that_does_not_fit_the_algorithm_is_refused(store, choices, error, words):
    with pytest.raises(error, match=words):
        by_age(store, **choices)


@pytest.mark.parametrize("algorithm", [name for name in segments.METHODS if name != "rfm"])
def test_every_algorithm_is_kept_and_scores_its_own_members_again(store, algorithm):
    takes_k = "k" in segments.METHODS[algorithm].options
    kept = by_age(store, k=2 if takes_k else None, algorithm=algorithm, save="By age")
    with store.cursor() as con:
        [one] = segments.saved(con)
        members = segments.members(con, one.segmentation_id).to_pandas()
    assert one.method == algorithm
    model = segments.Model.restored(one.parameters)
    scored = model.assign(members.assign(age=members["customer_id"].map(AGES)))
    assert scored.tolist() == members["segment"].tolist()
    assert sum(kept.sizes) + kept.noise == kept.rows
