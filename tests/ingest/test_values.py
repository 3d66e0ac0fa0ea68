"""Numbers, dates and words however a file writes them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

ORDER = "order_id;product_id;quantity;unit_price;ordered_at\n"


def dates(bring, rows, *written, name="file.csv"):
    lines = "".join(f"o{n};p;1;1;{text}\n" for n, text in enumerate(written))
    result = bring("orders", ORDER + lines, name)
    found = dict(rows("select order_id, ordered_at from orders"))
    return [found.get(f"o{n}") for n in range(len(written))], {r.rule: r.rows for r in result.rules}


def prices(bring, rows, *written):
    lines = "".join(f"o{n};p;1;{text};2010-01-01\n" for n, text in enumerate(written))
    bring("orders", ORDER + lines)
    found = dict(rows("select order_id, unit_price from order_lines"))
    return [found.get(f"o{n}") for n in range(len(written))]


MORNING = datetime(2009, 12, 1, 8, 26)
DAY = datetime(2009, 12, 1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2009-12-01", DAY),
        ("2009-12-01 08:26", MORNING),
        ("2009-12-01T08:26:00", MORNING),
        ("2009-12-01T08:26:00Z", MORNING),
        ("2009-12-01 10:26+02:00", MORNING),
        ("2009/12/1 8:26", MORNING),
        ("2009.12.01", DAY),
        ("20091201", DAY),
        ("20091201082600", MORNING),
        ("2009年12月1日", DAY),
        ("2009年12月1日 8时26分", MORNING),
        ("2009年12月1日 下午8:26", datetime(2009, 12, 1, 20, 26)),
        ("1 Dec 2009", DAY),
        ("1-Dec-09", DAY),
        ("December 1, 2009 8:26", MORNING),
        ("Dec 1st, 2009", DAY),
        ("1259655960", MORNING),
        ("1259655960.0", MORNING),
        ("1259655960000", MORNING),
        ("1.12.2009 8:26", MORNING),
        ("01.12.09", DAY),
    ],
)
def test_the_usual_forms_of_a_date_are_read(bring, rows, text, moment):
    assert dates(bring, rows, text)[0] == [moment]


def test_a_day_above_twelve_decides_for_the_whole_column(bring, rows):
    found, rules = dates(bring, rows, "01/12/2009 08:26", "13/12/2009")
    assert found == [MORNING, datetime(2009, 12, 13)]
    assert rules["days_first"] == 2


def test_american_dates_are_told_by_their_days(bring, rows):
    found, rules = dates(bring, rows, "12/1/09 8:26", "12/13/09 8:26 PM")
    assert found == [MORNING, datetime(2009, 12, 13, 20, 26)]
    assert rules["months_first"] == 2


def test_where_no_day_decides_the_day_comes_first_and_the_rule_says_so(bring, rows):
    found, rules = dates(bring, rows, "01/12/2009")
    assert (found, rules["days_first_assumed"]) == ([DAY], 1)


def test_one_slip_does_not_turn_a_column_around(bring, rows):
    good = [f"{day}/01/2010" for day in range(1, 32)] * 2
    found, rules = dates(bring, rows, *good, "01/31/2010")
    assert found[0] == datetime(2010, 1, 1)
    assert found[-1] is None
    assert rules["invalid_date"] == 1


@pytest.mark.parametrize("text", ["yesterday", "2009-13-01", "0009-01-01", "31/31/2009", "12"])
def test_what_is_no_date_is_rejected(bring, rows, text):
    found, rules = dates(bring, rows, text)
    assert (found, rules["invalid_date"]) == ([None], 1)


@pytest.mark.parametrize(
    ("written", "amounts"),
    [
        (["12.5", "3"], ["12.5", "3"]),
        (["1,234.50"], ["1234.5"]),
        (["£12.50", "$3"], ["12.5", "3"]),
        (["12,5"], ["12.5"]),
        (["1.234,50", "3,99"], ["1234.5", "3.99"]),
        (["1,234"], ["1234"]),
        (["1,234", "12,5"], ["1.234", "12.5"]),
        (["1 234,50 €"], ["1234.5"]),
        (["１２．５"], ["12.5"]),
        (["¥99", "99元"], ["99", "99"]),
        (["1e3"], ["1000"]),
    ],
)
def test_amounts_are_read_as_their_column_writes_them(bring, rows, written, amounts):
    assert prices(bring, rows, *written) == [Decimal(amount) for amount in amounts]


def test_in_a_column_of_two_habits_what_has_two_meanings_is_rejected(bring, rows):
    assert prices(bring, rows, "1,5", "1.5", "1,234") == [Decimal("1.5"), Decimal("1.5"), None]


def test_a_fraction_is_no_whole_number(bring, rows):
    result = bring("orders", ORDER + "o;p;1.5;1;2010-01-01\no;p;2.0;1;2010-01-01\n")
    assert rows("select quantity from order_lines") == [(2,)]
    assert (result.rejected, result.created) == (1, 1)


def test_a_spreadsheets_13085_0_is_customer_13085(bring, rows):
    bring("customers", "customer_id,name\n13085.0,Ann\nnan,Nobody\n")
    assert rows("select customer_id, name from customers") == [("13085", "Ann")]


def test_closed_sets_are_known_in_english_and_chinese(bring, rows):
    bring("customers", "customer_id\nc1\n")
    result = bring(
        "communications",
        "customer_id,occurred_at,channel,direction,outcome\n"
        "c1,2010-01-01,电话,呼入,Resolved\nc1,2010-01-02,E-mail,out,No answer\n"
        "c1,2010-01-03,pigeon,in,\n",
    )
    assert rows("select channel, direction, outcome from communications order by occurred_at") == [
        ("phone", "inbound", "resolved"),
        ("email", "outbound", "no_answer"),
    ]
    assert {r.rule: r.rows for r in result.rules} == {"unknown_value": 1}


def test_contacts_are_tidied_and_what_is_no_address_is_rejected(bring, rows):
    result = bring(
        "customers",
        "id,邮箱,手机\nc1,Ann@Example.COM,(020) 7946-0958\nc2,ann,0044 20 1\nc3,a@b,+44 1\n",
    )
    assert rows("select customer_id, email, phone from customers order by all") == [
        ("c1", "Ann@example.com", "02079460958"),
        ("c3", "a@b", "+441"),
    ]
    assert {r.rule: r.rows for r in result.rules} == {"invalid_email": 1, "doubtful_email": 1}


def test_bounds_of_a_column_are_kept(bring, rows):
    result = bring("customers", "customer_id,age\nc1,131\nc2,-1\nc3,130\nc4,old\n")
    assert rows("select customer_id, age from customers") == [("c3", 130)]
    assert {r.rule: r.rows for r in result.rules} == {"out_of_range": 2, "invalid_number": 1}
