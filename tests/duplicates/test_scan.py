"""Customers who may be one person are found, scored and explained; others are left alone."""

import pytest

from bench.planted import ALL, plant
from crm_core.duplicates import groups_of, lookalikes, open_groups, scan
from crm_core.errors import InvalidValue
from crm_core.workflows.duplicates import find_duplicates, tell_apart
from crm_core.workflows.records import add_row, delete_rows, undo_change_set

ADA = {"name": "Ada King", "email": "ada@example.com", "phone": "+441632960123", "city": "Leeds"}


@pytest.fixture
def town(fill):
    """Forty strangers in four towns, none of whom looks like another."""
    names = ("Otto", "Ruth", "Igor", "Nell", "Hugo", "Faye", "Emil", "Vera", "Kurt", "Dora")
    ends = ("Becker", "Lindgren", "Okafor", "Castillo")
    fill(
        customers=[
            {
                "customer_id": f"s{n}{m}",
                "name": f"{name} {end}",
                "email": f"{name}.{end}@example.com".lower(),
                "phone": f"+4416329601{n}{m}",
                "city": ("Hull", "Bath", "York", "Ely")[(n + m) % 4],
            }
            for n, name in enumerate(names)
            for m, end in enumerate(ends)
        ]
    )


def added(store, **values):
    return add_row(store, "customers", values, actor="ann").id


def reasons(store) -> dict[frozenset, str]:
    with store.cursor() as con:
        return {frozenset(g.customer_ids): g.reason for g in groups_of(scan(con))}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"name": "Ada King", "email": "ADA+news@example.com"}, "same e-mail, same name"),
        ({"name": "King, Ada", "phone": "01632 960123"}, "same phone, same name"),
        ({"name": "Ada Kin", "phone": "01632/960-123"}, "same phone, name a letter apart"),
        ({"name": "A. King", "email": "ada@example.com"}, "same e-mail, similar name"),
        ({"name": "Mrs Ada King", "email": "ada@example.com"}, "same e-mail, same name"),
        (
            {"name": "Ada Lovelace", "email": "ada@example.com", "phone": ADA["phone"]},
            "same e-mail, same phone, same first name only",
        ),
    ],
)
def test_one_person_typed_twice_is_found_with_the_reason(store, town, other, reason):
    pair = frozenset((added(store, **ADA), added(store, **other)))
    assert reasons(store) == {pair: reason}


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Ben King", "phone": ADA["phone"], "city": "Leeds"},
        {"name": "Ben King", "email": ADA["email"], "city": "Leeds"},
        {"name": "Ada King", "email": "king@example.com", "phone": "+4916099", "city": "Oslo"},
        {"city": "Leeds"},
    ],
)
def test_families_and_namesakes_are_left_alone(store, town, other):
    added(store, **ADA)
    added(store, **other)
    assert reasons(store) == {}


@pytest.mark.parametrize(
    ("chinese", "latin"),
    [("王小明", "Xiaoming Wang"), ("欧阳娜娜", "Ouyang Nana"), ("单伟", "Wei Shan")],
)
def test_a_chinese_name_and_its_pinyin_are_one_name(store, town, chinese, latin):
    pair = frozenset(
        (
            added(store, name=chinese, phone="+8613800138000"),
            added(store, name=latin, phone="138 0013 8000"),
        )
    )
    assert reasons(store) == {pair: "same phone, same name"}


def test_who_is_told_apart_is_not_suggested_again_until_that_is_undone(store, town):
    pair = (added(store, **ADA), added(store, **ADA))
    apart = tell_apart(store, pair, actor="ann")
    assert reasons(store) == {}
    undo_change_set(store, apart.change_set_id, actor="ann")
    assert set(reasons(store)) == {frozenset(pair)}


def test_three_of_one_person_are_one_group(store, town):
    ids = [added(store, **ADA) for _ in range(3)]
    with store.cursor() as con:
        [group] = groups_of(scan(con))
        assert group.customer_ids == tuple(sorted(ids))
    delete_rows(store, "customers", ids[:1], actor="ann")
    with store.cursor() as con:
        assert [g.customer_ids for g in open_groups(con, [group])] == [tuple(ids[1:])]


def test_an_address_that_many_share_proves_nothing(store, town):
    for n in range(60):
        added(store, name=f"Clerk {n} of many", email="info@example.com")
    assert reasons(store) == {}


def test_an_empty_base_has_no_duplicates_and_a_bad_threshold_is_refused(store):
    found = find_duplicates(store)
    assert (found.customers, found.groups, found.pairs, found.surest) == (0, 0, 0, [])
    for wrong in (0, 1.5, float("nan")):
        with pytest.raises(InvalidValue, match="above 0 and at most 1"):
            find_duplicates(store, threshold=wrong)


def test_a_new_customer_who_is_there_is_recognised(store, town):
    ada = added(store, **ADA)
    with store.cursor() as con:
        [found] = lookalikes(con, {"name": "Ada  King", "phone": "01632 960123", "age": ""})
        assert (found.customer_id, found.reason) == (ada, "same phone, same name")
        assert lookalikes(con, {"name": "Zoe Quill", "email": "zoe@example.com"}) == []
        assert lookalikes(con, {"city": "Leeds"}) == []


def test_planted_duplicates_are_found_and_others_are_not(store):
    with store.transaction(actor="test", reason="Plant") as tx:
        plant(tx.con, 4_000)
        tx.insert("customers", ALL)
        truth = tx.con.execute(
            "select least(b.customer_id, c.customer_id), greatest(b.customer_id, c.customer_id) "
            "from base b join copies c using (n)"
        ).fetchall()
        tx.con.execute("drop table base; drop table copies")
    with store.cursor() as con:
        pairs = scan(con).pairs.to_pylist()
    found = {tuple(sorted((p["customer_id"], p["other_id"]))) for p in pairs}
    right = found & set(truth)
    assert len(right) / len(truth) >= 0.95
    assert len(right) / len(found) >= 0.98
