"""Files of lists hold what the screen shows."""

from crm_core.evaluation import Figure, ListVerdict
from crm_core.recommendations import Item, Preview
from crm_core.workflows.list_evaluations import SHOWN, ListEvaluation
from crm_core.workflows.list_tables import figures_table, previews_table

ITEM = Item("T1", "Tea", 0.5, "same words: tea", "Food", None, False)


def test_lists_are_one_row_a_product_with_rank_and_reason():
    one = Preview("ann", "ease", "popularity", True, [ITEM, ITEM], [], [])
    rows = previews_table([one]).to_pylist()
    assert [row["rank"] for row in rows] == [1, 2]
    assert rows[0] == {
        "customer_id": "ann",
        "model": "ease",
        "fallback": "popularity",
        "rank": 1,
        "product_id": "T1",
        "name": "Tea",
        "category": "Food",
        "price": None,
        "score": 0.5,
        "reason": "same words: tea",
    }
    assert previews_table([]).num_rows == 0


def test_figures_are_one_row_a_method_with_their_bounds():
    figure = Figure(0.5, 0.25, None)
    found = object.__new__(ListEvaluation)
    held = {
        "models": {"ease": {}},
        "verdicts": {"ease": ListVerdict("beats", "", figure)},
        "intervals": {"ease": dict.fromkeys(SHOWN, figure)},
        "customers": 7,
        "limit": 10,
        "split": "time",
    }
    for name, value in held.items():
        object.__setattr__(found, name, value)
    [row] = figures_table(found).to_pylist()
    assert (row["model"], row["verdict"], row["customers"]) == ("ease", "beats", 7)
    assert (row["ndcg"], row["ndcg_low"], row["ndcg_high"]) == (0.5, 0.25, None)
