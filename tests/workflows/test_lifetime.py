"""The verb `lifetime`: its keys, its file, and what it refuses."""

from __future__ import annotations

import csv
import importlib
import json
import warnings
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crm_core.__main__ import main
from crm_core.errors import InvalidValue, TooFewRepeatCustomers
from crm_core.predictions.lifetime import COLUMNS
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.imports import import_file
from crm_core.workflows.lifetime import lifetime

KEYS = [
    "parameters",
    "log_likelihood",
    "spend",
    "customers",
    "repeat_customers",
    "expected_purchases",
    "holdout",
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("lifetime") / "demo.duckdb"
    with open_store(path, create=True) as store:
        make_demo(store, customers=400, seed=0, actor="tests")
    return path


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory):
    """The purchases of CDNOW's sample, 1,000 and more customers, as an orders file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = importlib.import_module("lifetimes")
    sample = Path(package.__file__).parent / "datasets" / "CDNOW_sample.txt"
    folder = tmp_path_factory.mktemp("cdnow")
    rows = [line.split() for line in sample.read_text().splitlines() if line.strip()]
    with (folder / "orders.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["order_id", "customer_id", "ordered_at", "product_id", "quantity", "unit_price"]
        )
        for number, (_, customer, day, quantity, value) in enumerate(rows):
            when = f"{day[:4]}-{day[4:6]}-{day[6:]}"
            price = f"{float(value) / int(quantity):.4f}"
            writer.writerow([f"o{number}", customer, when, "CD", quantity, price])
    with open_store(folder / "crm.duckdb", create=True) as store:
        import_file(store, "orders", folder / "orders.csv", actor="tests")
        yield store


def asked(capsys, *arguments):
    code = main(["lifetime", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_cdnow_sample_has_the_published_parameters_in_weeks(cdnow):
    """Orders of one day are one purchase in the paper too; it learns to the end of September."""
    found = lifetime(cdnow, as_of=date(1997, 9, 30), horizon_days=273, unit="week")
    assert found.customers == 2357
    rounded = {name: round(value, 3) for name, value in found.parameters.items()}
    assert rounded == {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert round(found.log_likelihood, 1) == -9582.4


@pytest.mark.parametrize(("model", "expected"), [("bg_nbd", 1653.4), ("pareto_nbd", 1665.5)])
def test_the_cdnow_sample_is_judged_on_the_weeks_after(cdnow, model, expected):
    """Learnt from 39 weeks, judged on 39 more, in which the first customers bought 1,882 times."""
    found = lifetime(
        cdnow,
        as_of=date(1998, 6, 30),
        horizon_days=30,
        calibrate_until=date(1997, 9, 30),
        model=model,
    )
    assert found.holdout.actual == 1882
    assert found.holdout.predicted == pytest.approx(expected, abs=0.1)
    assert found.holdout.mae < found.holdout.naive_mae
    assert any("under-forecasts" in sentence for sentence in found.warnings)


def test_the_answer_has_the_promised_keys_first(demo, tmp_path, capsys):
    out = tmp_path / "scores.csv"
    code, said, _ = asked(
        capsys,
        "--horizon-days",
        90,
        "--calibrate-until",
        "2026-07-31",
        "--json",
        "--database",
        demo,
        "--out",
        out,
    )
    answer = json.loads(said)
    assert code == 0
    assert list(answer)[: len(KEYS)] == KEYS
    assert list(answer["parameters"]) == ["r", "alpha", "a", "b"]
    assert list(answer["spend"]) == ["p", "q", "v", "log_likelihood"]
    assert list(answer["holdout"]) == ["actual", "predicted", "mae", "naive_mae"]
    assert answer["as_of"] == "2026-10-31"
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
    assert len(rows) == answer["customers"]
    assert sum(float(row["expected_purchases"]) for row in rows) == pytest.approx(
        answer["expected_purchases"]
    )
    assert sum(int(row["repeat_purchases"]) > 0 for row in rows) == answer["repeat_customers"]
    assert all(0 <= float(row["p_alive"]) <= 1 for row in rows)


def test_pareto_nbd_names_its_own_parameters_and_no_holdout_is_null(demo, capsys):
    code, said, _ = asked(
        capsys, "--horizon-days", 90, "--model", "pareto_nbd", "--json", "--database", demo
    )
    answer = json.loads(said)
    assert code == 0
    assert list(answer["parameters"]) == ["r", "alpha", "s", "beta"]
    assert answer["holdout"] is None


def test_weeks_and_days_expect_the_same(demo):
    with open_store(demo) as store:
        day, week = (
            lifetime(store, horizon_days=90, unit=unit, discount_rate=0.1)
            for unit in ("day", "week")
        )
    assert week.expected_purchases == pytest.approx(day.expected_purchases, rel=1e-6)
    assert week.lifetime_value == pytest.approx(day.lifetime_value, rel=1e-6)
    assert week.parameters["alpha"] * 7 == pytest.approx(day.parameters["alpha"], rel=1e-5)
    assert day.lifetime_value < day.expected_spend


def test_what_comes_after_the_as_of_day_changes_nothing(demo, store):
    with open_store(demo) as full:
        before = lifetime(full, as_of=date(2026, 6, 30), horizon_days=90)
        with full.cursor() as con:
            kept = {
                table: con.sql(f"select * from {table}").to_arrow_table()
                for table in ("customers", "products", "orders", "order_lines")
            }
    with store.transaction(actor="tests", reason="The past alone") as tx:
        for table, rows in kept.items():
            tx.con.register("kept_rows", rows)
            past = "where ordered_at < timestamp '2026-07-01'" if "order" in table else ""
            system = "created_in, row_version, deleted_at"
            tx.insert(table, f"select * exclude ({system}) from kept_rows {past}")
            tx.con.unregister("kept_rows")
    assert lifetime(store, as_of=date(2026, 6, 30), horizon_days=90) == before


def test_a_parquet_file_holds_days_and_nothing_where_there_is_none(demo, tmp_path):
    with open_store(demo) as store:
        found = lifetime(store, horizon_days=90, out=tmp_path / "scores.parquet")
    table = pq.read_table(tmp_path / "scores.parquet")
    assert table.column_names == list(COLUMNS)
    assert table.num_rows == found.customers
    first = [day for day in table["next_order_from"].to_pylist() if day is not None]
    assert min(first) > date(2026, 10, 31)
    assert table["next_order_from"].null_count > 0


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (["--horizon-days", "0"], "'0' is no value for horizon-days"),
        (["--horizon-days", "90", "--unit", "month"], "one of day, week."),
        (["--horizon-days", "90", "--model", "arima"], "one of bg_nbd, pareto_nbd."),
        (["--horizon-days", "90", "--discount-rate", "-1"], "a rate per year from 0 to 10"),
        (["--horizon-days", "90", "--calibrate-until", "2026-10-31"], "a day before the as-of day"),
        (["--horizon-days", "90", "--as-of", "2024-01-01"], "Too few repeat customers"),
        (["--horizon-days", "90", "--calibrate-until", "2024-01-01"], "Too few repeat customers"),
        (["--horizon-days", "90", "--out", "scores.txt"], "ends in .csv, .xlsx or .parquet"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_ends_in_one_sentence(demo, capsys, wrong, sentence):
    code, said, complaint = asked(capsys, *wrong, "--json", "--database", demo)
    assert (code, said) == (2, "")
    assert sentence in complaint
    assert len(complaint.splitlines()) == 1


def test_a_store_without_customers_teaches_nothing(store):
    with pytest.raises(TooFewRepeatCustomers, match="there are 0"):
        lifetime(store, horizon_days=90)


def test_a_file_that_cannot_be_is_refused_before_any_work(store, tmp_path):
    with pytest.raises(InvalidValue, match="no folder"):
        lifetime(store, horizon_days=90, out=tmp_path / "nowhere" / "scores.csv")
