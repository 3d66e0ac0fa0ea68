"""`recommend` and `why-not` keep their promise: keys, exit codes, one sentence where they fail."""

import json

import pyarrow.parquet as pq
import pytest

from crm_core.__main__ import main
from crm_core.store import open_store


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Sixty customers in two halves with tastes of their own, a newcomer, and one who refuses."""
    path = tmp_path_factory.mktemp("recommend") / "crm.duckdb"
    with (
        open_store(path, create=True) as store,
        store.transaction(actor="test", reason="Fill") as tx,
    ):
        tx.insert(
            "products",
            "select 'p' || i as product_id, 'Thing ' || i as name from range(20) t(i)",
        )
        tx.insert("products", "select 'post' as product_id, 'charge' as kind")
        tx.insert("customers", "select 'c' || i as customer_id from range(62) t(i)")
        tx.insert(
            "orders",
            "select 'o' || i as order_id, 'c' || i as customer_id, "
            "timestamp '2024-01-01' + to_days(i::integer) as ordered_at from range(61) t(i)",
        )
        tx.insert(
            "order_lines",
            "select 'l' || i || '-' || j as order_line_id, 'o' || i as order_id, "
            "'p' || (2 * ((i + j) % 10) + i % 2) as product_id, 1 as quantity, "
            "2.5::decimal(18, 4) as unit_price, "
            "timestamp '2024-01-01' + to_days(i::integer) as ordered_at "
            "from range(61) t(i), range(6) u(j)",
        )
        tx.insert(
            "consents",
            "select 'a1' as consent_id, 'c60' as customer_id, 'personalisation' as purpose, "
            "false as is_granted, timestamp '2024-01-01' as decided_at",
        )
    return path


@pytest.fixture
def run(file, capsys):
    def verb(*arguments: str) -> tuple[int, dict | str]:
        code = main([*arguments, "--database", str(file), "--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out) if code == 0 else printed.err.splitlines()[-1]

    return verb


def test_a_customer_gets_a_list_with_reasons(run):
    code, found = run("recommend", "--customer", "c4", "--limit", "3")
    assert code == 0
    assert list(found)[:5] == ["customer_id", "model", "fallback", "cold_start", "items"]
    assert (found["model"], found["fallback"], found["cold_start"]) == ("ease", None, False)
    assert [list(item) for item in found["items"]] == [
        ["product_id", "name", "score", "reason"]
    ] * 3
    assert all(int(item["product_id"][1:]) % 2 == 0 for item in found["items"])
    assert (found["as_of"], found["seed"]) == ("2024-03-01", 0)


def test_who_has_no_history_or_refuses_gets_the_labelled_fallback(run):
    _, newcomer = run("recommend", "--customer", "c61", "--model", "item_cf")
    _, refusing = run("recommend", "--customer", "c60", "--model", "item_cf")
    assert (newcomer["fallback"], newcomer["cold_start"]) == ("popularity", True)
    assert (refusing["fallback"], refusing["cold_start"]) == ("popularity", False)
    assert newcomer["items"] == refusing["items"]
    assert newcomer["model"] == "item_cf"


def test_the_lists_of_everybody_are_written(run, tmp_path):
    out = tmp_path / "lists.parquet"
    _, made = run("recommend", "--all", "--out", str(out), "--limit", "4", "--model", "item_cf")
    assert (made["customers"], made["fallback_customers"]) == (62, 2)
    table = pq.read_table(out).to_pandas()
    assert list(table.columns) == ["customer_id", "rank", "product_id", "score"]
    assert table["customer_id"].nunique() == 62
    _, one = run("recommend", "--customer", "c4", "--limit", "4", "--model", "item_cf")
    mine = table[table["customer_id"] == "c4"].sort_values("rank")
    assert mine["product_id"].tolist() == [item["product_id"] for item in one["items"]]
    assert mine["score"].tolist() == pytest.approx([item["score"] for item in one["items"]])


def test_a_list_is_never_longer_than_there_are_products(run, tmp_path):
    out = tmp_path / "lists.parquet"
    code, made = run("recommend", "--all", "--out", str(out), "--limit", "999999999")
    assert (code, made["customers"]) == (0, 62)
    assert max(pq.read_table(out)["rank"].to_pylist()) <= 20


def test_an_earlier_day_knows_nothing_of_later_orders(run):
    _, found = run(
        "recommend", "--customer", "c4", "--as-of", "2024-01-03", "--model", "popularity"
    )
    assert (found["cold_start"], found["as_of"]) == (True, "2024-01-03")


def test_why_not_names_the_filter_or_the_rank(run):
    code, owned = run("why-not", "--customer", "c4", "--product", "p8")
    assert code == 0
    assert list(owned)[3:7] == ["filter", "rank", "score", "outranked_by"]
    assert [owned[key] for key in ("filter", "rank", "score", "outranked_by")] == [
        "owned", None, None, None
    ]  # fmt: skip
    _, listed = run("recommend", "--customer", "c4")
    second = listed["items"][1]
    _, found = run("why-not", "--customer", "c4", "--product", second["product_id"])
    first = listed["items"][0]
    assert (found["filter"], found["rank"]) == (None, 2)
    assert found["outranked_by"] == [{"product_id": first["product_id"], "score": first["score"]}]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["recommend", "--customer", "nobody"], "No row 'nobody' in customers."),
        (["why-not", "--customer", "c1", "--product", "pot"], "No row 'pot' in products."),
        (["why-not", "--customer", "c1", "--product", "post"], "is a charge, or in the bin"),
        (["recommend"], "one of --customer ID and --all"),
        (["recommend", "--all"], "needs --out"),
        (["recommend", "--customer", "c1", "--model", "magic"], "popularity, recent, user_cf"),
        (["recommend", "--customer", "c1", "--limit", "0"], "at least 1"),
        (["why-not", "--customer", "c1", "--product", "p1", "--limit", "-1"], "at least 1"),
        (["recommend", "--customer", "c1", "--from", "stars"], "orders, ratings"),
        (["recommend", "--customer", "c1", "--diversity", "2"], "from 0 to 1"),
        (["recommend", "--all", "--out", "lists.pdf"], "ends in .csv, .xlsx or .parquet"),
    ],
)
def test_bad_input_is_exit_2_and_a_sentence(run, arguments, says):
    code, sentence = run(*arguments)
    assert code == 2
    assert says in sentence
