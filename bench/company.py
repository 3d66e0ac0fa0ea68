"""A company of the size we design for, made in SQL once and kept in the temporary folder.

One million customers, five million orders, twenty million order lines, five million communications:
ids as the app makes them, two years of time, customers of very different activity, orders in the
order of time as an import would bring them.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from crm_core.store import Store, open_store
from crm_core.store.migrations import known_version

CUSTOMERS = int(os.environ.get("RAPPORT_BENCH_CUSTOMERS", "1000000"))

PRODUCTS = """
select
    'prod-' || (i + 1) as product_id,
    'Product ' || i as name,
    case when i % 20 = 0 then null else 'Category ' || (i % 12) end as category,
    case when i % 500 = 0 then 'charge' else 'product' end as kind
from range(5000) t(i)
"""

BUYERS = """
select
    'cust-' || (i + 1) as customer_id,
    (18 + hash(i) % 60)::integer as age,
    (15000 + hash(i, 1) % 60000)::decimal(18, 4) as income,
    'City ' || (hash(i, 2) % 300) as city,
    'Country ' || (hash(i, 3) % 30) as country
from range($customers) t(i)
"""

# The square of an even number in [0, 1) makes some customers far busier than others.
ORDERS = """
select
    'order-' || (i + 1) as order_id,
    case
        when hash(i, 4) % 20 > 0
        then 'cust-' || (1 + ($customers * pow((hash(i, 5) % 1000000) / 1e6, 2))::bigint)
    end as customer_id,
    timestamp '2023-01-01' + to_seconds(i * 63072000.0 / ($customers * 5)) as ordered_at,
    case when hash(i, 6) % 10 > 0 then 'Country ' || (hash(i, 3) % 30) end as country,
    hash(i, 7) % 20 = 0 as is_return
from range($customers * 5) t(i)
"""

# One to seven lines an order, four on average.
LINES = """
select
    'order-' || (i + 1) as order_id,
    line as line_number,
    'prod-' || (1 + hash(i, line) % 5000) as product_id,
    case when hash(i, 7) % 20 = 0 then -1 else 1 end * (1 + hash(i, line, 1) % 10)::integer
        as quantity,
    (0.5 + (hash(i, line, 2) % 10000) / 100)::decimal(18, 4) as unit_price,
    timestamp '2023-01-01' + to_seconds(i * 63072000.0 / ($customers * 5)) as ordered_at
from range($customers * 5) o(i), range(1, 8) l(line)
where line <= 1 + hash(i, 8) % 7
"""

CONTACTS = """
select
    'cust-' || (1 + hash(i, 9) % $customers) as customer_id,
    timestamp '2023-01-01' + to_seconds(i * 63072000.0 / ($customers * 5)) as occurred_at,
    ['phone', 'email', 'chat', 'sms', 'social', 'meeting', 'web']
        [(1 + hash(i, 10) % 7)::integer] as channel,
    if(hash(i, 11) % 3 = 0, 'inbound', 'outbound') as direction,
    ['responded', 'bought', 'opened', 'delivered', 'no_answer']
        [(1 + hash(i, 12) % 5)::integer] as outcome
from range($customers * 5) t(i)
"""


def company_file() -> Path:
    """The database of the company, made where it is not there yet in the present schema."""
    folder = Path(tempfile.gettempdir()) / f"rapport-bench-{CUSTOMERS}"
    path = folder / f"crm-{known_version()}.duckdb"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        with open_store(making, create=True) as store:
            _fill(store)
        making.rename(path)
    return path


def _fill(store: Store) -> None:
    size = {"customers": CUSTOMERS}
    with store.transaction(actor="bench", reason="Make the bench company") as tx:
        tx.insert("products", PRODUCTS)
        tx.insert("customers", BUYERS, size)
        tx.insert("orders", ORDERS, size)
        tx.insert("order_lines", LINES, size)
        tx.insert("communications", CONTACTS, size)
