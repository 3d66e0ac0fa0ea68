"""The demo company behaves as shops do: seasons, weekdays, hours, returns, postage."""

from __future__ import annotations

from typing import Any

import duckdb


def one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return con.execute(query).fetchall()[0]


def test_november_and_december_are_the_busy_months_of_both_years(
    con: duckdb.DuckDBPyConnection,
) -> None:
    months = con.execute(
        "select year(ordered_at) * 100 + month(ordered_at) as month, count(*) as n "
        "from orders where not is_return group by month order by month"
    ).fetchall()
    counts = dict(months)
    assert len(counts) == 24
    for winter, summer in (
        ((202411, 202412), (202506, 202508)),
        ((202511, 202512), (202606, 202608)),
    ):
        assert min(counts[m] for m in winter) > 1.3 * max(counts[m] for m in summer)


def test_singles_day_and_fridays_stand_out(con: duckdb.DuckDBPyConnection) -> None:
    singles, usual = one(
        con,
        "select count(*) filter (day(ordered_at) = 11), count(*) filter (day(ordered_at) between "
        "12 and 21) / 10.0 from orders where month(ordered_at) = 11 and not is_return",
    )
    assert singles > 1.5 * usual
    friday, sunday = one(
        con,
        "select count(*) filter (isodow(ordered_at) = 5), count(*) filter (isodow(ordered_at) = 7) "
        "from orders where not is_return",
    )
    assert friday > 1.15 * sunday


def test_the_shop_sleeps_at_night_and_its_staff_on_sundays(con: duckdb.DuckDBPyConnection) -> None:
    night, evening = one(
        con,
        "select count(*) filter (hour(ordered_at) between 2 and 5), "
        "count(*) filter (hour(ordered_at) between 18 and 21) from orders where not is_return",
    )
    assert night * 20 < evening
    sunday, tuesday, night = one(
        con,
        "select count(*) filter (isodow(occurred_at) = 7), "
        "count(*) filter (isodow(occurred_at) = 2), "
        "count(*) filter (hour(occurred_at) not between 7 and 20) "
        "from communications where direction = 'outbound'",
    )
    assert sunday * 2 < tuesday
    assert night == 0


def test_the_good_hour_to_call_depends_on_age(con: duckdb.DuckDBPyConnection) -> None:
    answered = (
        "select avg((outcome in ('responded', 'bought'))::integer) from communications m "
        "join customers c using (customer_id) where direction = 'outbound' and "
    )
    (old_morning,) = one(con, answered + "c.age > 56 and hour(occurred_at) in (9, 10, 11)")
    (old_evening,) = one(con, answered + "c.age > 56 and hour(occurred_at) in (17, 18, 19)")
    assert old_morning > 1.15 * old_evening


def test_a_return_has_its_own_order_and_sends_back_what_was_bought_before(
    con: duckdb.DuckDBPyConnection,
) -> None:
    returns, well_named, negative = one(
        con,
        "select count(*), count(*) filter (regexp_full_match(o.order_id, 'C\\d+')), "
        "count(*) filter (l.quantity < 0) "
        "from orders o join order_lines l using (order_id) where o.is_return",
    )
    assert returns > 500
    assert returns == well_named == negative
    (without_sale,) = one(
        con,
        "select count(*) from order_lines l join orders o using (order_id) where o.is_return "
        "and not exists (select 1 from order_lines s join orders b using (order_id) "
        "where b.customer_id = o.customer_id and s.product_id = l.product_id "
        "and s.unit_price = l.unit_price and s.quantity >= -l.quantity "
        "and date_diff('day', s.ordered_at, l.ordered_at) between 2 and 30)",
    )
    assert without_sale == 0


def test_no_more_comes_back_than_was_sold(con: duckdb.DuckDBPyConnection) -> None:
    (oversent,) = one(
        con,
        "select count(*) from (select o.customer_id, l.product_id from order_lines l "
        "join orders o using (order_id) group by all having sum(l.quantity) < 0)",
    )
    assert oversent == 0


def test_sales_are_positive_and_clothing_comes_back_more_than_food(
    con: duckdb.DuckDBPyConnection,
) -> None:
    (below,) = one(
        con,
        "select count(*) from orders o join order_lines l using (order_id) "
        "where not o.is_return and (l.quantity <= 0 or regexp_matches(o.order_id, '^C'))",
    )
    assert below == 0
    rate = (
        "select -sum(l.quantity) filter (l.quantity < 0) / sum(l.quantity) filter (l.quantity > 0) "
        "from order_lines l join products p using (product_id) where p.category = "
    )
    (clothing,) = one(con, rate + "'Clothing and accessories'")
    (food,) = one(con, rate + "'Food and drink'")
    assert 0.05 < clothing < 0.3
    assert food < clothing / 4


def test_lines_carry_the_time_of_their_order_and_count_from_one(
    con: duckdb.DuckDBPyConnection,
) -> None:
    (apart,) = one(
        con,
        "select count(*) from order_lines l join orders o using (order_id) "
        "where l.ordered_at <> o.ordered_at",
    )
    (gaps,) = one(
        con,
        "select count(*) from (select order_id from order_lines group by order_id "
        "having max(line_number) <> count(*) or min(line_number) <> 1)",
    )
    (empty,) = one(
        con,
        "select count(*) from orders where order_id not in (select order_id from order_lines)",
    )
    assert (apart, gaps, empty) == (0, 0, 0)


def test_small_orders_pay_postage_and_postage_is_a_charge(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, "select kind, price::double from products where product_id = 'POST'") == (
        "charge",
        4.95,
    )
    (charges,) = one(con, "select count(*) from products where kind = 'charge'")
    share_small, share_large = one(
        con,
        "with baskets as (select order_id, "
        "sum(quantity * unit_price) filter (product_id <> 'POST') as worth, "
        "bool_or(product_id = 'POST') as pays from order_lines where quantity > 0 group by all) "
        "select avg(pays::integer) filter (worth < 40), avg(pays::integer) filter (worth >= 40) "
        "from baskets",
    )
    assert charges == 1
    assert 0.7 < share_small < 0.8
    assert share_large == 0


def test_prices_are_the_list_price_or_less(con: duckdb.DuckDBPyConnection) -> None:
    above, reduced, lines = one(
        con,
        "select count(*) filter (l.unit_price > p.price), "
        "count(*) filter (l.unit_price < 0.92 * p.price), count(*) "
        "from order_lines l join products p using (product_id) where l.quantity > 0",
    )
    assert above == 0
    assert 0.1 < reduced / lines < 0.5


def test_a_customer_has_favourite_categories(con: duckdb.DuckDBPyConnection) -> None:
    (share,) = one(
        con,
        "with counts as (select o.customer_id, p.category, count(*) as n from order_lines l "
        "join orders o using (order_id) join products p using (product_id) "
        "where p.kind = 'product' group by all), "
        "tops as (select customer_id, max(n) / sum(n) as top from counts "
        "group by customer_id having sum(n) >= 10) select avg(top) from tops",
    )
    assert share > 0.4


def test_a_sale_by_message_is_followed_by_an_order_within_two_weeks(
    con: duckdb.DuckDBPyConnection,
) -> None:
    sales, followed = one(
        con,
        "select count(*), count(*) filter (exists (select 1 from orders o "
        "where o.customer_id = m.customer_id and not o.is_return "
        "and o.ordered_at > m.occurred_at and o.ordered_at <= m.occurred_at + interval 14 days)) "
        "from communications m where outcome = 'bought'",
    )
    assert sales > 200
    assert followed == sales
