"""Who came back, month by month."""

from datetime import date, datetime

from crm_core import metrics


def cohorts(store, start, end):
    with store.cursor() as con:
        table = metrics.cohort_retention(con, start=start, end=end)
    return [(c.date(), *rest) for c, *rest in table.itertuples(index=False, name=None)]


def test_customers_belong_to_the_month_of_their_first_order_ever(shop):
    assert cohorts(shop, date(2010, 1, 1), date(2010, 3, 31)) == [
        (date(2010, 1, 1), 0, 2, 2, 1.0),
        (date(2010, 1, 1), 1, 2, 2, 1.0),
    ]


def test_customers_from_before_the_period_are_no_new_cohort(shop):
    assert cohorts(shop, date(2010, 2, 1), date(2010, 3, 31)) == []


def test_a_month_without_orders_is_0_and_a_month_that_is_not_over_is_absent(store, fill):
    fill(
        customers=[{"customer_id": "ann"}],
        orders=[
            {"order_id": str(month), "customer_id": "ann", "ordered_at": datetime(2010, month, 31)}
            for month in (1, 3, 5)
        ],
    )
    found = {
        end: [(since, active) for _, since, _, active, _ in cohorts(store, date(2009, 1, 1), end)]
        for end in (date(2010, 1, 15), date(2010, 4, 29), date(2010, 4, 30), date(2010, 12, 31))
    }
    to_march = [(0, 1), (1, 0), (2, 1)]
    assert list(found.values()) == [
        [],
        to_march,
        [*to_march, (3, 0)],
        [*to_march, (3, 0), (4, 1)],
    ]


def test_the_month_in_which_the_recorded_orders_end_is_no_collapse(store, fill):
    fill(
        customers=[{"customer_id": "ann"}, {"customer_id": "bob"}],
        orders=[
            {
                "order_id": f"{who}{month}",
                "customer_id": who,
                "ordered_at": datetime(2010, month, 9),
            }
            for who, months in (("ann", (10, 11, 12)), ("bob", (10, 11)))
            for month in months
        ],
    )
    found = cohorts(store, date(2010, 1, 1), date(2011, 1, 31))
    assert [(since, share) for _, since, *_, share in found] == [(0, 1.0), (1, 1.0)]


def test_returns_make_no_cohort(store, fill):
    fill(
        customers=[{"customer_id": "ann"}],
        orders=[
            {
                "order_id": "C1",
                "customer_id": "ann",
                "ordered_at": datetime(2010, 1, 1),
                "is_return": True,
            }
        ],
    )
    assert cohorts(store, date(2010, 1, 1), date(2010, 1, 31)) == []


def test_shares_lie_between_0_and_1_and_start_at_1(shop):
    found = cohorts(shop, date(2009, 1, 1), date(2010, 12, 31))
    assert all(0 <= share <= 1 for *_, share in found)
    assert {share for _, since, *_, share in found if since == 0} == {1.0}
