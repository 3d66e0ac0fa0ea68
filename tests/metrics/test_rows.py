"""The rows behind a figure give the figure again."""

from datetime import date

import pytest

from crm_core import metrics
from crm_core.errors import UnknownColumn

FEBRUARY = {"start": date(2010, 2, 1), "end": date(2010, 2, 28)}

AGAIN = {
    "revenue": lambda rows: rows["amount"].sum(),
    "orders": lambda rows: rows["order_id"].nunique(),
    "active_customers": lambda rows: rows["customer_id"].nunique(),
    "repeat_rate": lambda rows: rows["repeat"].mean(),
    "average_order_value": lambda rows: rows["amount"].sum() / rows["counted"].sum(),
    "response_rate": lambda rows: rows["responded"].mean(),
}


@pytest.fixture
def con(shop):
    with shop.cursor() as con:
        yield con


@pytest.mark.parametrize("name", metrics.KPIS)
def test_the_figure_can_be_counted_again_from_its_rows(con, name):
    rows = metrics.kpi_rows(con, name, **FEBRUARY, limit=None)
    assert AGAIN[name](rows) == pytest.approx(metrics.kpis(con, **FEBRUARY)[name].value)


@pytest.mark.parametrize("name", metrics.KPIS)
def test_pages_together_are_all_the_rows_in_one_order(con, name):
    every = metrics.kpi_rows(con, name, **FEBRUARY, limit=None).iloc[:, 0].tolist()
    pages = [
        row
        for offset in range(0, len(every), 2)
        for row in metrics.kpi_rows(con, name, **FEBRUARY, limit=2, offset=offset).iloc[:, 0]
    ]
    assert pages == every
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("name", metrics.KPIS)
def test_count_and_export_hold_the_same_rows(con, name):
    rows = metrics.kpi_rows(con, name, **FEBRUARY, limit=None)
    export = metrics.kpi_rows_arrow(con, name, **FEBRUARY)
    assert metrics.kpi_row_count(con, name, **FEBRUARY) == len(rows) == export.num_rows
    assert export.column_names == rows.columns.tolist()
    assert export[0].to_pylist() == rows.iloc[:, 0].tolist()


def test_a_return_counts_its_amount_but_no_order(con):
    rows = metrics.kpi_rows(con, "average_order_value", **FEBRUARY).set_index("order_id")
    assert rows.loc["C8", ["amount", "counted"]].tolist() == [-5.0, 0]
    assert rows.loc["3", ["amount", "counted"]].tolist() == [20.0, 1]


def test_an_order_of_charges_alone_is_counted_with_no_amount(store, fill):
    fill(
        products=[{"product_id": "POST", "kind": "charge"}],
        orders=[{"order_id": "1", "ordered_at": date(2010, 2, 1), "is_return": False}],
        order_lines=[
            {
                "order_line_id": "1",
                "order_id": "1",
                "product_id": "POST",
                "quantity": 1,
                "unit_price": 3,
                "ordered_at": date(2010, 2, 1),
            }
        ],
    )
    with store.cursor() as con:
        [row] = metrics.kpi_rows(con, "average_order_value", **FEBRUARY).to_dict("records")
        assert metrics.kpis(con, **FEBRUARY)["average_order_value"].value == 0.0
    assert (row["amount"], row["counted"]) == (0.0, 1)


def test_an_unknown_figure_is_refused_by_name(con):
    with pytest.raises(UnknownColumn, match="Did you mean 'revenue'"):
        metrics.kpi_rows(con, "revenues", **FEBRUARY)
