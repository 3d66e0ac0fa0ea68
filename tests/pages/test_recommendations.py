"""The page of recommendations: lists, reasons, rules, why not, and every state without data."""

from __future__ import annotations

import pytest

from crm_core.recommendations import preview, why_not
from crm_core.workflows.recommendations import learnt
from crm_core.workflows.records import add_row, set_values
from crm_core.workflows.segmentations import segment

PAGE = "pages/predict/recommendations.py"
FAST = ["Item to item", "Popularity"]


def texts(app) -> str:
    kinds = (app.markdown, app.caption, app.info, app.warning, app.text)
    return " ".join(element.value for kind in kinds for element in kind).replace("\\", "")


def test_an_empty_database_offers_data(empty_store, visit):
    app = visit(PAGE)
    assert "What to offer your customers will appear here" in texts(app)


def test_one_customer_and_no_product_is_told_what_comes_next(empty_store, visit):
    add_row(empty_store, "customers", {"customer_id": "ann", "name": "Ann"}, actor="tests")
    app = visit(PAGE)
    assert not app.exception
    assert "There are no products to offer yet" in texts(app)
    add_row(empty_store, "products", {"product_id": "tea", "name": "Tea"}, actor="tests")
    app.run()
    assert not app.exception
    assert "Nobody has bought or rated anything yet" in texts(app)


def test_lists_stand_side_by_side_with_their_reasons(demo_store, visit):
    customer_id = _buyer(demo_store)
    app = visit(PAGE, customer=customer_id, recommend_methods=FAST)
    assert not app.exception
    shown = texts(app)
    known = learnt(demo_store)
    for name in ("item_cf", "popularity"):
        for rank, item in enumerate(preview(known, customer_id, model=name, n=5).items, start=1):
            assert f"**{rank}. {item.name}**" in shown
            assert item.reason in shown
    steps = app.dataframe[0].value
    assert list(steps["Rule"])[:2] == ["All products", "Owned already"]
    assert steps["Item to item"].iloc[-1] == "5"


def test_rules_and_what_is_left_out_change_the_lists(demo_store, visit):
    customer_id = _buyer(demo_store)
    app = visit(PAGE, customer=customer_id, recommend_methods=["Popularity"])
    first = preview(learnt(demo_store), customer_id, model="popularity", n=6).items
    app.button(key=f"recommend_out_popularity_{first[0].product_id}").click().run()
    assert not app.exception
    assert f"**1. {first[1].name}**" in texts(app)
    assert first[0].name not in texts(app).split("From all products")[0].split("**1.")[1]
    app.button(key="recommend_restore").click().run()
    assert f"**1. {first[0].name}**" in texts(app)
    app.multiselect(key="recommend_categories").set_value(["Food and drink"]).run()
    assert not app.exception
    steps = app.dataframe[0].value.set_index("Rule")["Popularity"]
    assert steps["Other categories"].endswith(")")


def test_why_not_says_the_rule_or_what_outranks(demo_store, visit):
    customer_id = _buyer(demo_store)
    known = learnt(demo_store)
    owned = known.interactions.catalogue.ids[
        known.interactions.owned[known.interactions.rows[customer_id]].indices[0]
    ]
    app = visit(PAGE, customer=customer_id, recommend_methods=FAST)
    app.text_input(key="recommend_product_text").set_value(str(owned)).run()
    assert "**Every method.** Not shown: they own it" in texts(app)
    last = preview(known, customer_id, model="popularity", n=50).items[-1]
    expected = why_not(known, customer_id, last.product_id, model="popularity", n=5)
    app.text_input(key="recommend_product_text").set_value(last.product_id).run()
    assert f"**Popularity.** {expected.sentence}" in texts(app)
    assert "Outranked by" in texts(app)


def test_a_name_is_shown_letter_by_letter(demo_store, visit):
    customer_id = _buyer(demo_store)
    [first, *_] = preview(learnt(demo_store), customer_id, model="popularity", n=5).items
    name = "![x](http://a.b)"
    set_values(demo_store, "products", first.product_id, {"name": name}, actor="tests")
    app = visit(PAGE, customer=customer_id, recommend_methods=["Popularity"])
    shown = [element.value for element in (*app.markdown, *app.caption)]
    assert any(r"**1. \!\[x\]" in value for value in shown)
    assert not any(name in value for value in shown)


def test_who_has_no_history_gets_one_list_labelled_so(demo_store, visit):
    add_row(demo_store, "customers", {"customer_id": "new", "name": "Nia"}, actor="tests")
    app = visit(PAGE, customer="new")
    assert not app.exception
    assert "Cold start" in texts(app)
    assert "No history: what most customers take is shown instead" in texts(app)
    assert texts(app).count("**1. ") == 1


def test_an_unknown_customer_is_told_in_words(demo_store, visit):
    app = visit(PAGE, customer="nobody")
    assert not app.exception
    assert "There is no customer 'nobody' here" in texts(app)


def test_a_message_is_read_as_the_customer_would(demo_store, visit):
    customer_id = _buyer(demo_store)
    set_values(demo_store, "customers", customer_id, {"name": "Ann *Lee*"}, actor="tests")
    app = visit(PAGE, customer=customer_id, recommend_methods=["Popularity"])
    [first, *_] = preview(learnt(demo_store), customer_id, model="popularity", n=5).items
    app.text_area(key="recommend_message").set_value(
        "{{ customer.name }}: {{ product_1.name }} for {{ product_1.price }}"
    ).run()
    assert [text.value for text in app.text] == [f"Ann *Lee*: {first.name} for £{first.price:,.2f}"]
    app.text_area(key="recommend_message").set_value("{{ product_9.name }}").run()
    assert not app.exception
    assert "the list has 5 products" in app.warning[0].value.replace("\\", "")


@pytest.fixture
def segmented(demo_store):
    """The demo company with one kept segmentation."""
    features = ("recency_days", "frequency")
    return segment(demo_store, features=features, k=2, save="Two", actor="tests")


def test_a_segment_has_its_next_best_products(demo_store, segmented, visit):
    parameters = {"recommend_segment_method": "Popularity", "recommend_view": "A segment"}
    app = visit(PAGE, **parameters)
    assert not app.exception
    assert "stands in" in texts(app)
    table = app.dataframe[0].value
    assert (table["share"] <= 1).all()
    assert table["customers"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("view", "said"), [("Bought together", "products joined by"), ("Due again", "come round from")]
)
def test_pictures_of_pairs_and_of_dates_say_what_they_show(demo_store, visit, view, said):
    app = visit(PAGE, recommend_view=view, recommend_chance="0")
    assert not app.exception
    assert said in texts(app)
    assert len(app.dataframe[0].value)


def test_the_customer_page_holds_the_top_list(demo_store, visit, monkeypatch):
    from crm_core.recommendations import Learnt

    monkeypatch.setattr(Learnt, "usual", "popularity")
    customer_id = _buyer(demo_store)
    app = visit("pages/customers/customer.py", customer=customer_id)
    assert "**1. " not in texts(app)
    app.session_state["customer_next"] = True
    app.run()
    assert not app.exception
    assert "By Popularity, as of" in texts(app)
    assert "**5. " in texts(app)


def _buyer(store) -> str:
    """The customer with the most orders of those whose history is used."""
    known = learnt(store)
    orders = known.interactions.owned.sum(axis=1)
    return str(known.interactions.customers[int(orders.argmax())])
