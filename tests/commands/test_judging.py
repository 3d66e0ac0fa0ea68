"""`basket-rules`, `evaluate-lists` and `evaluate-ratings`: keys, files, progress, exit codes."""

import json

import pyarrow.csv
import pytest

from crm_core.__main__ import main
from crm_core.store import open_store


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Thirty customers of two tastes order four of five products, two at a time, and rate them."""
    path = tmp_path_factory.mktemp("judging") / "crm.duckdb"
    bought = "'p' || (2 * ((i + j) % 5) + i % 2)"
    day = "timestamp '2024-01-01' + to_days((j // 2)::integer)"
    with (
        open_store(path, create=True) as store,
        store.transaction(actor="test", reason="Fill") as tx,
    ):
        tx.insert("products", "select 'p' || i as product_id from range(10) t(i)")
        tx.insert("customers", "select 'c' || i as customer_id from range(30) t(i)")
        tx.insert(
            "orders",
            "select distinct 'o' || i || '-' || j // 2 as order_id, 'c' || i as customer_id, "
            f"{day} as ordered_at from range(30) t(i), range(4) u(j)",
        )
        tx.insert(
            "order_lines",
            "select 'l' || i || '-' || j as order_line_id, 'o' || i || '-' || j // 2 as order_id, "
            f"{bought} as product_id, 1 as quantity, 2.5::decimal(18, 4) as unit_price, "
            f"{day} as ordered_at from range(30) t(i), range(4) u(j)",
        )
        tx.insert(
            "ratings",
            "select 'r' || i || '-' || j as rating_id, 'c' || i as customer_id, "
            f"{bought} as product_id, 1.0 + (i * j) % 5 as rating "
            "from range(30) t(i), range(4) u(j)",
        )
    return path


@pytest.fixture
def run(file, capsys):
    def verb(*arguments: str):
        code = main([*arguments, "--database", str(file), "--json"])
        printed = capsys.readouterr()
        said = printed.err.splitlines()
        return (code, json.loads(printed.out), said) if code == 0 else (code, printed.out, said)

    return verb


def test_lists_are_judged_beside_popularity_and_chance_and_progress_is_told(run):
    code, found, said = run("evaluate-lists", "--models", "item_cf", "--limit", "1")
    assert code == 0
    assert list(found)[:3] == ["models", "customers", "popularity_beaten_by"]
    assert set(found["models"]) == {"popularity", "item_cf", "random"}
    wanted = ["precision", "recall", "ndcg", "map", "hit_rate", "mrr", "coverage", "novelty"]
    assert list(found["models"]["item_cf"])[:9] == [*wanted, "diversity"]
    assert (found["customers"], found["trained_until"]) == (30, "2024-01-01")
    assert said[0] == "  0% Popularity"
    assert said[-1] == "100% Judged"


@pytest.mark.parametrize(("split", "source"), [("last", "orders"), ("random", "ratings")])
def test_every_split_and_source_can_be_asked_for(run, split, source):
    asked = ("--models", "popularity", "--split", split, "--from", source, "--test-share", "0.5")
    code, found, _ = run("evaluate-lists", *asked)
    assert (code, found["split"], found["source"], found["customers"]) == (0, split, source, 30)


def test_models_of_ratings_answer_with_errors_and_seconds(run):
    code, found, said = run("evaluate-ratings", "--models", "baseline,random", "--folds", "2")
    assert code == 0
    assert list(found["models"]) == ["baseline", "random"]
    keys = ["rmse", "mae", "fit_seconds", "test_seconds"]
    assert all(list(model) == keys for model in found["models"].values())
    assert said == ["  0% baseline", " 50% random", "100% Judged"]


def test_rules_go_into_a_file_and_their_number_into_the_answer(run, tmp_path):
    out = tmp_path / "rules.csv"
    asked = ("--min-support", "0.01", "--min-confidence", "0.1", "--out", str(out))
    code, found, _ = run("basket-rules", *asked)
    assert code == 0
    assert list(found)[:3] == ["rules", "baskets", "products"]
    assert (found["rules"], found["baskets"], found["products"]) == (20, 60, 10)
    written = pyarrow.csv.read_csv(out)
    assert set(written["support"].to_pylist()) == {0.1}  # each of ten pairs in six of sixty
    measures = ["support", "confidence", "lift", "leverage", "conviction"]
    assert written.column_names == ["antecedent", "consequent", *measures]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluate-lists", "--models", "magic"], "'magic' is no value for model"),
        (["evaluate-lists", "--limit", "999999999"], "'999999999' is no value for --limit"),
        (["evaluate-lists", "--test-share", "1"], "'1.0' is no value for --test-share"),
        (["evaluate-ratings", "--models", ""], "'' is no value for --models"),
        (["evaluate-ratings", "--models", "magic"], "'magic' is no value for --models"),
        (
            ["basket-rules", "--min-support", "2", "--min-confidence", "0"],
            "'2.0' is no value for --min-support",
        ),
    ],
)
def test_what_cannot_be_meant_is_exit_two_and_one_sentence(run, arguments, words):
    code, out, said = run(*arguments)
    assert (code, out) == (2, "")
    assert said[-1].startswith(words)
