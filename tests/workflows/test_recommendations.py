"""What to offer a segment, and what those like a customer take."""

import pyarrow as pa
import pytest

from crm_core.errors import UnknownColumn
from crm_core.features import default_as_of
from crm_core.recommendations import preview, reads
from crm_core.workflows.keeping import keep
from crm_core.workflows.labelling import labels_of
from crm_core.workflows.learning import learnt, next_best_of


@pytest.fixture
def shop(store):
    """Ten customers in two segments: the first buy p0 and p1, the second p2 and p3."""
    with store.transaction(actor="test", reason="Fill") as tx:
        tx.insert("products", "select 'p' || i as product_id from range(5) t(i)")
        tx.insert("customers", "select 'c' || i as customer_id from range(10) t(i)")
        tx.insert(
            "orders",
            "select 'o' || i as order_id, 'c' || i as customer_id, "
            "timestamp '2024-01-01' as ordered_at from range(9) t(i)",
        )
        tx.insert(
            "order_lines",
            "select 'l' || i || '-' || j as order_line_id, 'o' || i as order_id, "
            "'p' || (if(i < 4, 0, 2) + j) as product_id, 1 as quantity, "
            "2.5::decimal(18, 4) as unit_price, timestamp '2024-01-01' as ordered_at "
            "from range(9) t(i), range(2) u(j) where i % 2 = 0 or j = 0",
        )
    with store.cursor() as con:
        day = default_as_of(con)
    rows = pa.table(
        {
            "customer_id": [f"c{i}" for i in range(10)],
            "segment": pa.array([1 if i < 4 else 2 for i in range(10)], pa.int32()),
        }
    )
    keep(
        store,
        rows,
        name="Halves",
        method="list",
        as_of=day,
        seed=0,
        parameters={"algorithm": "list", "features": [], "k": 2, "sizes": [4, 6]},
        labels=labels_of(["First", "Second"], [None, None]),
        actor="ann",
    )
    return store


def test_what_is_written_while_histories_are_read_mixes_up_no_product(shop, monkeypatch):
    def read_and_written(con):
        catalogue = read_catalogue(con)
        with shop.transaction(actor="bob", reason="A new product") as tx:
            tx.insert("products", "select 'a0' as product_id")
        return catalogue

    read_catalogue = reads.read_catalogue
    monkeypatch.setattr(reads, "read_catalogue", read_and_written)
    known = learnt(shop).interactions
    taken = {known.catalogue.ids[place] for place in known.product[known.customer == 0]}
    assert taken == {"p0", "p1"}


def test_a_segment_is_offered_what_its_customers_would_get(shop):
    known = learnt(shop)
    found = next_best_of(shop, known, "halves", 1, model="item_cf", limit=2)
    assert (found.customers, found.with_lists, found.without_history) == (4, 2, 0)
    assert found.products[["product_id", "customers"]].to_numpy().tolist() == [["p1", 2]]
    with pytest.raises(UnknownColumn, match="Halves"):
        next_best_of(shop, known, "thirds", model="item_cf")


def test_popularity_goes_by_the_segment_where_one_is_named(shop):
    known = learnt(shop, segmentation="Halves")
    shown = preview(known, "c1", model="segment", n=1)
    assert [item.product_id for item in shown.items] == ["p1"]
    assert shown.items[0].reason == "taken by 2 customers of First"
    plain = preview(known, "c1", model="popularity", n=1)
    assert [item.product_id for item in plain.items] == ["p2"]
    unknown = learnt(shop).method("segment").notes_
    assert unknown == ("No segment of any customer is known, so everybody counts.",)
