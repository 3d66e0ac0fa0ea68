"""A rule as a short Python script, which counts the same customers without the app."""

from __future__ import annotations

import pprint
from datetime import date
from pathlib import Path
from typing import Any

SCRIPT = '''"""Customers whom a rule holds for, as of {day}."""

from datetime import date
from pathlib import Path

from crm_core.store import open_store
from crm_core.workflows.rules import members_of, rule_count

DATABASE = Path({database!r})  # one process can hold it: stop the app first, or name a copy
as_of = date.fromisoformat({day!r})

rule = {rule}

with open_store(DATABASE) as store:
    print("customers:", rule_count(store, rule, as_of=as_of).count)
    with store.cursor() as con:
        members = members_of(con, rule, as_of)
print("ids:", members["customer_id"].to_pylist())
'''


def rule_script(rule: Any, as_of: date, database: Path) -> str:
    """The script that counts whom a rule, as JSON holds it, holds for, and lists their ids."""
    written = pprint.pformat(rule, width=96, sort_dicts=False)
    return SCRIPT.format(day=as_of.isoformat(), database=str(database), rule=written)
