"""Habits of segments are counted by hand."""

from datetime import date

import pyarrow as pa
import pytest

from crm_core.segments import habits

DAY = date(2026, 3, 1)
MEMBERS = pa.table(
    {"customer_id": ["a", "b", "c", "z"], "segment": pa.array([1, 1, 2, 0], pa.int32())}
)


@pytest.fixture
def con(store):
    with store.transaction(actor="tests", reason="Make") as tx:
        tx.insert("customers", "select unnest(['a', 'b', 'c', 'z', 'out']) as customer_id")
        tx.insert(
            "products",
            "select * from (values ('p1', 'Tea', 'product'), ('p2', null, 'product'), "
            "('post', 'Post', 'charge')) t(product_id, category, kind)",
        )
        tx.insert(
            "orders",
            "select * from (values ('o1', 'a', timestamp '2026-02-01'), "
            "('o2', 'c', timestamp '2026-03-01 23:59'), ('o3', 'c', timestamp '2026-03-02'), "
            "('o4', 'out', timestamp '2026-02-01')) t(order_id, customer_id, ordered_at)",
        )
        tx.insert(
            "order_lines",
            "select order_id, line_number, product_id, quantity, 1.0 as unit_price, ordered_at "
            "from (values ('o1', 1, 'p1', 2), ('o1', 2, 'p1', -1), ('o1', 3, 'post', 1), "
            "('o2', 1, 'p1', 1), ('o2', 2, 'p2', 1), ('o3', 1, 'p1', 1), ('o4', 1, 'p1', 1)) "
            "t(order_id, line_number, product_id, quantity) join orders using (order_id)",
        )
        tx.insert(
            "communications",
            "select *, 'inbound' as direction from (values "
            "('m1', 'a', 'email', timestamp '2026-02-01'), "
            "('m2', 'b', 'email', timestamp '2026-02-01'), "
            "('m3', 'b', 'phone', timestamp '2026-02-01'), "
            "('m4', 'z', 'phone', timestamp '2026-02-01'), "
            "('m5', 'out', 'sms', timestamp '2026-02-01')) "
            "t(communication_id, customer_id, channel, occurred_at)",
        )
    with store.cursor() as cursor:
        yield cursor


def test_channels_are_counted_by_segment_beside_all_members(con):
    found = habits(con, MEMBERS, "channel", DAY).set_index("habit")
    assert found["n"].to_dict() == {"email": 2, "phone": 2}
    assert found["share"].to_dict() == {"email": 0.5, "phone": 0.5}
    assert found["n_1"].to_dict() == {"email": 2, "phone": 1}
    assert found["share_1"].to_dict() == pytest.approx({"email": 2 / 3, "phone": 1 / 3})
    assert found["n_2"].to_dict() == {"email": 0, "phone": 0}
    assert found["share_2"].isna().all()


def test_lines_are_counted_by_category_without_returns_charges_and_later_days(con):
    found = habits(con, MEMBERS, "category", DAY).set_index("habit")
    assert found["n"].to_dict() == {"Tea": 2, "not recorded": 1}
    assert found["n_1"].to_dict() == {"Tea": 1, "not recorded": 0}
    assert found["share_2"].to_dict() == {"Tea": 0.5, "not recorded": 0.5}


def test_nothing_to_count_is_an_empty_table(store):
    with store.cursor() as con:
        assert habits(con, MEMBERS, "channel", DAY).empty
