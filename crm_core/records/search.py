"""Finding one customer from a few letters or digits."""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from crm_core.records.directory import Filters

MATCHES = """
select customer_id, name, email, phone, city, count(*) over () as total
from customers
where {where}
order by
    customer_id = $typed desc,
    lower(name) = $lowered desc,
    contains(' ' || lower(name) || ' ', ' ' || $lowered || ' ') desc,
    starts_with(lower(name), $lowered) desc,
    length(name),
    name,
    customer_id
limit $limit
"""


@dataclass(frozen=True)
class Match:
    """One customer found, with what tells people of one name apart."""

    customer_id: str
    name: str | None
    email: str | None
    phone: str | None
    city: str | None

    @property
    def label(self) -> str:
        """The name, or else the id."""
        return self.name or self.customer_id

    @property
    def detail(self) -> str:
        """What is known of them beside the name, in one line."""
        return " · ".join(part for part in (self.email or self.phone, self.city) if part)


def find_customers(
    con: DuckDBPyConnection, text: str, *, limit: int = 8
) -> tuple[list[Match], int]:
    """Give the best matches of `text` among name, e-mail, phone, id, company and city.

    Every word must be found. Names equal to the text come first, then names with it as a word,
    then names that begin with it.

    Returns
    -------
    At most `limit` matches, and how many there are in all. Blank text gives none.
    """
    typed = text.strip()
    if not typed:
        return [], 0
    found = Filters(text=typed).conditions()
    rows = con.execute(
        MATCHES.format(where=found.where),
        found.parameters | {"typed": typed, "lowered": typed.lower(), "limit": limit},
    ).fetchall()
    return [Match(*row[:5]) for row in rows], (rows[0][5] if rows else 0)
