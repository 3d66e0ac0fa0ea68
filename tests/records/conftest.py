"""A small company whose every figure can be counted by hand."""

from __future__ import annotations

import pytest

from crm_core.store import Store

CUSTOMERS = """
select * from (values
    ('c1', 'Ada Lovelace', 'ada@example.com', '+441632960123', 'Leeds', 'United Kingdom', 36),
    ('c2', '李娜', 'na@example.cn', '+8613800138000', '上海', 'China', null),
    ('c3', 'Bob Stone', null, null, 'Leeds', 'United Kingdom', 20),
    ('c4', 'adam Young', 'young@example.com', null, null, null, 50)
) t(customer_id, name, email, phone, city, country, age)
"""
PRODUCTS = """
select * from (values
    ('P1', 'Pen', 'Writing', 5, 'product'),
    ('P2', 'Paper', 'Writing', 100, 'product'),
    ('P3', 'Gift box', 'Gifts', 0, 'product'),
    ('POST', 'Postage', null, null, 'charge')
) t(product_id, name, category, stock, kind)
"""
ORDERS = """
select * from (values
    ('o1', 'c1', timestamp '2024-01-01 10:00', false),
    ('o2', 'c1', timestamp '2024-01-11 09:00', false),
    ('Co3', 'c1', timestamp '2024-01-20 12:00', true),
    ('o4', null, timestamp '2024-01-15 12:00', false),
    ('o5', 'c2', timestamp '2024-02-01 12:00', false)
) t(order_id, customer_id, ordered_at, is_return)
"""
LINES = """
select * from (values
    ('o1', 1, 'P1', 10, 2.00, timestamp '2024-01-01 10:00'),
    ('o1', 2, 'POST', 1, 5.00, timestamp '2024-01-01 10:00'),
    ('o2', 1, 'P1', 2, 2.00, timestamp '2024-01-11 09:00'),
    ('o2', 2, 'P2', 4, 1.50, timestamp '2024-01-11 09:00'),
    ('Co3', 1, 'P1', -3, 2.00, timestamp '2024-01-20 12:00'),
    ('o4', 1, 'P3', 1, 9.00, timestamp '2024-01-15 12:00'),
    ('o5', 1, 'P2', 8, 1.50, timestamp '2024-02-01 12:00')
) t(order_id, line_number, product_id, quantity, unit_price, ordered_at)
"""
COMMUNICATIONS = """
select * from (values
    ('m1', 'c1', timestamp '2024-01-02 09:30', 'email', 'outbound', 'marketing', 'responded', 'Hi'),
    ('m2', 'c1', timestamp '2024-01-03 09:10', 'email', 'outbound', 'marketing', 'opened', 'Sale'),
    ('m3', 'c2', timestamp '2024-01-09 09:59', 'phone', 'inbound', 'service', 'resolved', 'Help'),
    ('m4', 'c3', timestamp '2024-01-07 23:00', 'phone', 'outbound', 'sales', null, 'Offer')
) t(communication_id, customer_id, occurred_at, channel, direction, purpose, outcome, subject)
"""
FEEDBACK = """
select 'f1' as feedback_id, 'c1' as customer_id, timestamp '2024-01-12' as received_at,
    5 as csat, 10 as nps, 'Good pens' as text
"""


@pytest.fixture
def company(store: Store) -> Store:
    """Change-set 1 made it, change-set 2 edited two customers."""
    sources = {
        "customers": CUSTOMERS,
        "products": PRODUCTS,
        "orders": ORDERS,
        "order_lines": LINES,
        "communications": COMMUNICATIONS,
        "feedback": FEEDBACK,
    }
    with store.transaction(actor="ann", reason="Begin") as tx:
        for table, source in sources.items():
            tx.insert(table, source)
    with store.transaction(actor="bob", reason="Edit 2 customers") as tx:
        tx.update(
            "customers",
            "select 'c3' as customer_id, 'York' as city, 21 as age "
            "union all select 'c4', 'Paris', 50",
        )
    return store
