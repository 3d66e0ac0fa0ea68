"""Segmentations under names: versions, names that survive, undo."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from crm_core import segments
from crm_core.errors import InvalidValue, UnknownColumn, UnknownId
from crm_core.workflows.keeping import keep
from crm_core.workflows.labelling import Label, label_segments, labels_of
from crm_core.workflows.refitting import differences, refit_segmentation
from crm_core.workflows.renaming import discard_segmentation, rename_segmentation
from crm_core.workflows.segmentations import segment

PEOPLE = [f"p{number:03}" for number in range(90)]


def tables(store) -> dict[str, list]:
    with store.cursor() as con:
        return {
            name: con.execute(f"select * from {name} order by all").fetchall()
            for name in ("segmentations", "segments", "segment_members")
        }


@pytest.fixture
def people(fill):
    """Ninety people in three clear groups: 50, 30 and 10."""
    random = np.random.default_rng(1)
    middles = np.repeat([20, 50, 80], [50, 30, 10])
    ages = middles + random.integers(-4, 5, size=90)
    incomes = middles * 1_000 + random.integers(-500, 500, size=90)
    rows = zip(PEOPLE, ages.tolist(), incomes.tolist(), strict=True)
    fill(customers=[{"customer_id": i, "age": a, "income": n} for i, a, n in rows])


def grouped(store, k=3, name="Ages", **options):
    return segment(store, features=["age", "income"], k=k, save=name, actor="ann", **options)


def kept(store, name="Ages"):
    with store.cursor() as con:
        one = segments.named(con, name)
        return one, segments.saved_segments(con, one.segmentation_id)


def by_hand(store, who: dict[str, int], labels, name="By hand", **options):
    members = pa.table(
        {"customer_id": list(who), "segment": pa.array(list(who.values()), pa.int32())}
    )
    shared = {"method": "rule", "as_of": date(2024, 1, 1), "seed": 0, "parameters": {}}
    return keep(store, members, name=name, labels=labels, actor="ann", **shared, **options)


def test_saving_keeps_names_and_colours_of_the_segments(store, people):
    grouped(store)
    _, rows = kept(store)
    assert [row.segment for row in rows] == [1, 2, 3]
    assert [row.colour for row in rows] == [1, 2, 3]
    assert len({row.name for row in rows}) == 3


def test_anything_that_puts_customers_into_segments_can_be_kept(store, people):
    done = by_hand(store, {"p000": 1, "p001": 2, "gone": 1}, labels_of(["In", "Out"], ["Words"]))
    one, rows = kept(store, "by HAND")
    assert (done.members, one.members, one.version) == (2, 2, 1)
    assert [(row.name, row.colour, row.description) for row in rows] == [
        ("In", 1, "Words"),
        ("Out", 2, None),
    ]


def test_twenty_refits_with_twenty_seeds_rename_nothing(store, people):
    grouped(store)
    first = {}
    with store.cursor() as con:
        one = segments.named(con, "Ages")
        names = {row.segment: (row.name, row.colour) for row in kept(store)[1]}
        for who, number in segments.members(con, one.segmentation_id).to_pandas().to_numpy():
            first[who] = names[number]
    for seed in range(1, 21):
        done = refit_segmentation(store, "Ages", seed=seed, actor="ann")
        assert (done.split, done.merged, done.new, done.gone) == ([], [], [], [])
    last, rows = kept(store)
    assert (last.version, last.seed) == (21, 20)
    now = {row.segment: (row.name, row.colour) for row in rows}
    with store.cursor() as con:
        for who, number in segments.members(con, last.segmentation_id).to_pandas().to_numpy():
            assert now[number] == first[who]


def test_a_taken_name_makes_the_next_version_in_any_case(store, people):
    first, second = grouped(store), grouped(store, name="  AGES ", k=2)
    one, _ = kept(store)
    assert (one.segmentation_id, one.version, one.name) == (second.segmentation_id, 2, "Ages")
    with store.cursor() as con:
        assert [each.version for each in segments.versions(con, first.segmentation_id)] == [2, 1]
        assert [each.segmentation_id for each in segments.saved(con)] == [second.segmentation_id]


def test_a_taken_name_is_refused_where_no_further_version_is_meant(store, people):
    by_hand(store, {"p000": 1}, labels_of(["In"]))
    with pytest.raises(InvalidValue, match="bears it already"):
        by_hand(store, {"p001": 1}, labels_of(["In"]), name=" BY hand")


def test_a_part_that_split_off_gets_a_name_and_a_colour_of_its_own(store, people):
    who = dict.fromkeys(PEOPLE[:60], 1) | dict.fromkeys(PEOPLE[60:], 2)
    by_hand(store, who, [Label("Many", 2), Label("Few", 1)])
    later = who | dict.fromkeys(PEOPLE[:25], 3)
    done = by_hand(store, later, labels_of(["a", "b", "few"]), again=True)
    assert done.labels == (Label("Many", 2), Label("Few", 1), Label("few (2)", 3))
    assert done.matching.split == {1: (1, 3)}
    assert done.matching.new == (3,)


def test_a_name_that_was_typed_is_not_overwritten_by_the_one_carried_on(store, people):
    who = dict.fromkeys(PEOPLE[:60], 1) | dict.fromkeys(PEOPLE[60:], 2)
    by_hand(store, who, [Label("Many", 2), Label("Few", 1)])
    labels = [Label("Ours", 1, "Typed.", typed=True), Label("Segment 2", 2)]
    done = by_hand(store, who, labels, again=True)
    assert done.matching.pairs == {1: 1, 2: 2}
    _, rows = kept(store, "By hand")
    assert [(row.name, row.colour, row.description) for row in rows] == [
        ("Ours", 2, "Typed."),
        ("Few", 1, None),
    ]


def test_a_typed_name_comes_before_the_same_name_carried_on(store, people):
    who = dict.fromkeys(PEOPLE[:60], 1) | dict.fromkeys(PEOPLE[60:], 2)
    by_hand(store, who, labels_of(["Many", "Few"]))
    labels = [Label("Segment 1", 1), Label("many", 2, typed=True)]
    done = by_hand(store, who, labels, again=True)
    assert [label.name for label in done.labels] == ["Many (2)", "many"]


@pytest.mark.parametrize("again", [False, True])
def test_one_name_typed_for_two_segments_is_refused(store, people, again):
    who = dict.fromkeys(PEOPLE[:60], 1) | dict.fromkeys(PEOPLE[60:], 2)
    if again:
        by_hand(store, who, labels_of(["Many", "Few"]))
    before = tables(store)
    labels = [Label("Ours", 1, typed=True), Label("OURS", 2, typed=True)]
    with pytest.raises(InvalidValue, match="another segment bears it already"):
        by_hand(store, who, labels, again=again)
    assert tables(store) == before


def test_a_new_segment_never_takes_the_colour_of_one_that_is_gone(store, people):
    by_hand(store, dict.fromkeys(PEOPLE[:40], 1) | dict.fromkeys(PEOPLE[40:50], 2), labels_of("AB"))
    later = dict.fromkeys(PEOPLE[:40], 1) | dict.fromkeys(PEOPLE[50:], 2)
    done = by_hand(store, later, labels_of("AC"), again=True)
    assert done.labels == (Label("A", 1), Label("C", 3))
    with store.cursor() as con:
        new = segments.named(con, "By hand")
        found = differences(con, segments.versions(con, new.lineage)[1], new)
    assert [(row["name"], row["before"], row["after"]) for row in found.segments] == [
        ("A", 40, 40),
        ("C", None, 40),
        ("B", 10, None),
    ]


def test_merged_segments_keep_the_name_of_the_larger(store, people):
    who = dict.fromkeys(PEOPLE[:60], 1) | dict.fromkeys(PEOPLE[60:], 2)
    by_hand(store, who, labels_of(["Many", "Few"]))
    done = by_hand(store, dict.fromkeys(PEOPLE, 1), labels_of(["All"]), again=True)
    assert [label.name for label in done.labels] == ["Many"]
    assert (done.matching.merged, done.matching.gone) == ({1: (1, 2)}, (2,))


def test_a_later_version_takes_over_the_names_people_gave(store, people):
    grouped(store)
    _, rows = kept(store)
    edit = {"segment_id": rows[0].segment_id, "name": "Youth", "row_version": rows[0].row_version}
    label_segments(store, [edit], actor="bob")
    grouped(store, k=3, seed=4)
    assert kept(store)[1][0].name == "Youth"


def test_a_rule_that_is_scored_again_keeps_its_names_whoever_it_holds_for(store, fill):
    fill(customers=[{"customer_id": "ann", "age": 20}, {"customer_id": "bob", "age": 70}])
    rule = {"feature": "age", "op": ">", "value": 60}
    parameters = {"algorithm": "rule", "rule": rule, "features": ["age"], "k": 1}
    members = pa.table({"customer_id": ["ann"], "segment": pa.array([1], pa.int32())})
    shared = {"name": "Old", "method": "rule", "as_of": date(2024, 1, 1), "seed": 0}
    keep(store, members, parameters=parameters, labels=labels_of(["Elders"]), actor="a", **shared)
    done = refit_segmentation(store, "Old", as_of=date(2024, 2, 1), actor="ann")
    assert (done.members, done.kept) == (1, [{"segment": 1, "was": 1, "name": "Elders"}])
    one, _ = kept(store, "Old")
    with store.cursor() as con:
        assert segments.members(con, one.segmentation_id)["customer_id"].to_pylist() == ["bob"]


def test_what_differs_between_versions_is_told(store, people):
    grouped(store)
    grouped(store, k=2, seed=3)
    with store.cursor() as con:
        new = segments.named(con, "Ages")
        old = segments.versions(con, new.lineage)[1]
        found = differences(con, old, new)
    assert [(one.choice, one.before, one.after) for one in found.choices] == [
        ("Segments", "3", "2"),
        ("Seed", "0", "3"),
    ]
    assert sum(row["before"] or 0 for row in found.segments) == 90
    assert sum(row["after"] or 0 for row in found.segments) == 90
    assert found.moved == 10
    assert found.both == 90
    was = {row["was"]: row["name"] for row in found.segments}
    assert found.split == []
    assert found.merged == [{"name": was[2], "of": [was[2], was[3]]}]


def test_undo_of_a_refit_leaves_the_tables_as_they_were(store, people):
    grouped(store)
    before = tables(store)
    done = refit_segmentation(store, "Ages", seed=8, actor="ann")
    assert tables(store) != before
    store.undo(done.change_set_id, actor="ann")
    assert tables(store) == before
    assert kept(store)[0].version == 1


def test_undo_of_a_save_leaves_nothing(store, people):
    done = grouped(store)
    store.undo(done.change_set_id, actor="ann")
    assert tables(store) == {"segmentations": [], "segments": [], "segment_members": []}


def test_a_save_whose_names_were_edited_since_is_not_undone_in_part(store, people):
    done = grouped(store)
    _, rows = kept(store)
    edit = {"segment_id": rows[0].segment_id, "name": "Youth", "row_version": 1}
    named = label_segments(store, [edit], actor="bob")
    undone = store.undo(done.change_set_id, actor="ann")
    assert undone.reverted == 0
    assert undone.conflicts
    assert kept(store)[0].members == 90
    store.undo(named.change_set_id, actor="ann")
    assert store.undo(done.change_set_id, actor="ann").conflicts == []
    assert tables(store)["segments"] == []


def test_renaming_a_segmentation_renames_its_versions_and_can_be_undone(store, people):
    grouped(store)
    grouped(store, seed=1)
    before = tables(store)
    done = rename_segmentation(store, kept(store)[0].segmentation_id, " Life stages ", actor="ann")
    one, _ = kept(store, "life stages")
    with store.cursor() as con:
        assert {each.name for each in segments.versions(con, one.lineage)} == {"Life stages"}
        with pytest.raises(UnknownColumn, match="Found: Life stages"):
            segments.named(con, "Ages")
    store.undo(done.change_set_id, actor="ann")
    assert [row[1] for row in tables(store)["segmentations"]] == [
        row[1] for row in before["segmentations"]
    ]


def test_a_segmentation_cannot_take_the_name_of_another_but_its_own_in_other_letters(store, people):
    grouped(store)
    grouped(store, name="Other")
    one = kept(store)[0].segmentation_id
    with pytest.raises(InvalidValue, match="bears it already"):
        rename_segmentation(store, one, "OTHER", actor="ann")
    rename_segmentation(store, one, "AGES", actor="ann")
    assert kept(store)[0].name == "AGES"


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_segment_must_have_a_name_and_a_short_one(store, people, name):
    grouped(store)
    with pytest.raises(InvalidValue, match="1 to 80"):
        label_segments(
            store, [{"segment_id": kept(store)[1][0].segment_id, "name": name}], actor="a"
        )


def test_two_segments_never_share_a_name(store, people):
    grouped(store)
    first, second, _ = kept(store)[1]
    edit = {"segment_id": first.segment_id, "name": second.name.upper()}
    with pytest.raises(InvalidValue, match="another segment"):
        label_segments(store, [edit], actor="ann")
    swapped = [
        {"segment_id": first.segment_id, "name": second.name},
        {"segment_id": second.segment_id, "name": first.name},
    ]
    assert label_segments(store, swapped, actor="ann").rows == 2


def test_a_name_that_somebody_else_wrote_meanwhile_is_a_conflict(store, people):
    grouped(store)
    row = kept(store)[1][0]
    seen = {"segment_id": row.segment_id, "row_version": row.row_version}
    label_segments(store, [seen | {"name": "Mine"}], actor="ann")
    late = label_segments(store, [seen | {"name": "Yours"}], actor="bob")
    assert [(one.now, one.wanted) for one in late.conflicts] == [("Mine", "Yours")]
    assert kept(store)[1][0].name == "Mine"


def test_labels_of_no_segment_are_refused(store, people):
    with pytest.raises(UnknownId):
        label_segments(store, [{"segment_id": "nowhere", "name": "x"}], actor="ann")


def test_deleting_takes_every_version_and_undo_brings_them_back(store, people):
    grouped(store)
    second = grouped(store, seed=1)
    gone = discard_segmentation(store, second.segmentation_id, actor="ann")
    with store.cursor() as con:
        assert segments.every_version(con) == []
    store.undo(gone.change_set_id, actor="ann")
    with store.cursor() as con:
        assert [one.version for one in segments.every_version(con)] == [2, 1]


def test_an_unknown_name_is_told_with_the_names_there_are(store, people):
    grouped(store)
    with store.cursor() as con:
        with pytest.raises(
            UnknownColumn, match=r"No segmentation 'Agse'. Found: Ages. Did you mean"
        ):
            segments.named(con, "Agse")
        first = segments.named(con, "Ages")
    grouped(store, seed=2)
    with store.cursor() as con:
        assert segments.named(con, first.segmentation_id).version == 1
