"""Random merges, edits, moves and unmerges end with the tables of a plain model of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm_core.schema import RECORDS
from crm_core.store import Store, open_store
from crm_core.workflows.checks import check_database
from crm_core.workflows.merging import merge_customers, unmerge
from crm_core.workflows.records import add_row, set_values

PEOPLE = ("a", "b", "c", "d")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("merge", "merge", "unmerge", "unmerge", "order", "give", "edit")),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Model:
    """Who is part of whom, whom each order belongs to, and what everybody is called."""

    part_of: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=lambda: {f"o{who}": who for who in PEOPLE})
    names: dict[str, str] = field(default_factory=lambda: {who: who for who in PEOPLE})
    merges: dict[int, list[str]] = field(default_factory=dict)

    def root(self, who: str) -> str:
        while who in self.part_of:
            who = self.part_of[who]
        return who

    def live(self) -> list[str]:
        return [who for who in PEOPLE if who not in self.part_of]

    def shown(self) -> tuple[list, list]:
        """The orders and the customers as the tables should have them."""
        orders = sorted((order, self.root(home)) for order, home in self.orders.items())
        return orders, [(who, self.names[who], who in self.part_of) for who in PEOPLE]


def tables(store: Store) -> tuple[list, list]:
    with store.cursor() as con:
        return (
            con.execute("select order_id, customer_id from orders order by 1").fetchall(),
            con.execute(
                "select customer_id, name, deleted_at is not null from customers order by 1"
            ).fetchall(),
        )


def do(store: Store, model: Model, step: tuple[str, int, int]) -> None:
    """Take one step in both, where it can be taken."""
    kind, one, other = step
    live = model.live()
    first, second = live[one % len(live)], live[other % len(live)]
    order = sorted(model.orders)[one % len(model.orders)]
    if kind == "merge" and first != second:
        merged = merge_customers(store, first, [second], actor="ann")
        model.part_of[second] = first
        model.merges[merged.change_set_id] = [second]
    elif kind == "unmerge" and model.merges:
        change_set_id = sorted(model.merges)[one % len(model.merges)]
        unmerge(store, change_set_id, actor="ann")
        for who in model.merges.pop(change_set_id):
            del model.part_of[who]
    elif kind == "order":
        new = f"n{len(model.orders)}"
        values = {"order_id": new, "customer_id": first, "ordered_at": "2024-03-01"}
        add_row(store, "orders", values, actor="ann")
        model.orders[new] = first
    elif kind == "give" and model.root(model.orders[order]) != second:
        set_values(store, "orders", order, {"customer_id": second}, actor="ann")
        model.orders[order] = second
    elif kind == "edit":
        set_values(store, "customers", first, {"name": f"{first} {other}"}, actor="ann")
        model.names[first] = f"{first} {other}"


def company() -> Store:
    store = open_store(":memory:")
    with store.transaction(actor="test", reason="Start") as tx:
        tx.con.execute("create temp table people as select unnest($who) as who", {"who": PEOPLE})
        tx.insert("customers", "select who as customer_id, who as name from people")
        tx.insert(
            "orders",
            "select 'o' || who as order_id, who as customer_id, "
            "timestamp '2024-01-01' as ordered_at from people",
        )
    return store


@settings(max_examples=10)
@example([("merge", 0, 1), ("give", 1, 1), ("give", 1, 0), ("unmerge", 0, 0)])
@given(STEPS)
def test_random_merges_edits_and_unmerges_equal_a_plain_model(steps):
    model = Model()
    with company() as store:
        for step in steps:
            do(store, model, step)
        assert tables(store) == model.shown()
        assert check_database(store).ok


@settings(max_examples=5)
@example([("merge", 0, 1), ("give", 1, 1)], PEOPLE)
@given(STEPS, st.permutations(PEOPLE))
def test_a_merge_then_its_unmerge_leaves_every_table_as_it_was(steps, order):
    model = Model()
    with company() as store:
        for step in steps:
            do(store, model, step)
        ids = [who for who in order if who in model.live()]
        if len(ids) < 2:
            return
        with store.cursor() as con:
            before = {
                table: con.execute(
                    f"select * exclude (row_version) from {table} order by 1"
                ).fetchall()
                for table in [*RECORDS, "merges", "moved_rows"]
            }
        merged = merge_customers(store, ids[0], ids[1:], actor="ann")
        unmerge(store, merged.change_set_id, actor="ann")
        with store.cursor() as con:
            for table, rows in before.items():
                now = f"select * exclude (row_version) from {table} order by 1"
                assert con.execute(now).fetchall() == rows, table
