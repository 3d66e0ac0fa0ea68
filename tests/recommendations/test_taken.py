"""What a customer took last, the newest first."""

from datetime import date

from crm_core.recommendations.taken import lately_taken, latest_customer


def test_each_product_comes_once_with_its_last_day(learnt):
    found, count = lately_taken(learnt, "cat", n=1)
    assert count == 2
    assert [(one.product_id, one.name, one.day) for one in found] == [
        ("jam", "Plum jam", date(2024, 5, 31))
    ]
    assert [one.product_id for one in lately_taken(learnt, "cat")[0]] == ["jam", "tea"]


def test_who_took_nothing_or_refuses_has_nothing(learnt):
    assert lately_taken(learnt, "dan") == lately_taken(learnt, "eve") == ([], 0)


def test_the_example_is_who_took_something_last(learnt):
    assert latest_customer(learnt) == "gil"
