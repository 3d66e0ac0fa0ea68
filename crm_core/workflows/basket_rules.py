"""Which products are bought together, as rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_core.errors import InvalidValue
from crm_core.records.files import suffix_of, write_file
from crm_core.store import Store

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from crm_core.recommendations.frequent_sets import FrequentSets

SOURCES = ("orders",)
SHOWN = 10


@dataclass(frozen=True)
class BasketRule:
    """Who buys all of `antecedent` also buys `consequent`; a `conviction` of None is infinite."""

    antecedent: str
    consequent: str
    support: float
    confidence: float
    lift: float
    leverage: float
    conviction: float | None


@dataclass(frozen=True)
class BasketRules:
    """How many rules were found in how many baskets of how many products; `best` by lift."""

    rules: int
    baskets: int
    products: int
    frequent_sets: int
    longest: int
    country: str | None
    best: list[BasketRule]


def basket_rules(
    store: Store,
    *,
    min_support: float,
    min_confidence: float,
    max_length: int | None = None,
    source: str = "orders",
    country: str | None = None,
    out: Path | None = None,
) -> BasketRules:
    """Find what is bought together; every rule is written to `out`.

    Parameters
    ----------
    min_support
        The least share of baskets that hold all products of a rule, above 0.
    min_confidence
        The least share of baskets with the antecedent that also hold the consequent.
    max_length
        The most products of a rule, both sides together.
    country
        Only orders of this country; see `read_baskets`.
    out
        A file for antecedent, consequent and the measures: CSV, Excel or Parquet by its suffix.

    Raises
    ------
    InvalidValue
        For a choice out of bounds.
    UnknownColumn
        If no order is of the country.
    """
    _check(min_support, min_confidence, max_length, source)
    if out is not None:
        suffix_of(out)
    table, counts = rule_table(
        store,
        min_support=min_support,
        min_confidence=min_confidence,
        max_length=max_length,
        country=country,
    )
    if out is not None:
        write_file(table.to_reader(), out)
    best = [BasketRule(**row) for row in table.slice(0, SHOWN).to_pylist()]
    return BasketRules(table.num_rows, *counts, country=country, best=best)


def rule_table(
    store: Store,
    *,
    min_support: float,
    min_confidence: float,
    max_length: int | None = None,
    country: str | None = None,
    with_names: bool = False,
) -> tuple[pa.Table, tuple[int, int, int, int]]:
    """The rules by lift, and how many baskets, products, frequent sets and products of the longest.

    The table holds antecedent and consequent (product ids, comma-separated, quoted where one holds
    a comma or blank) and the measures; a conviction without bound is null. `with_names` it also
    holds antecedent_names, consequent_names and orders (with all of both), for people.
    """
    from crm_core.recommendations.association import association_rules
    from crm_core.recommendations.baskets import product_names, read_baskets
    from crm_core.recommendations.frequent_sets import frequent_sets

    with store.snapshot() as con:
        baskets = read_baskets(con, country=country)
        names = product_names(con) if with_names else None
    sets = frequent_sets(
        baskets.basket,
        baskets.product,
        of=baskets.count,
        least_support=min_support,
        longest=max_length,
    )
    rules = association_rules(sets, least_confidence=min_confidence)
    many = sum(len(each.count) for each in sets.by_length)
    counts = (baskets.count, baskets.sold, many, len(sets.by_length))
    return _as_table(rules, sets, baskets.products, names), counts


def _as_table(
    rules: pd.DataFrame,
    sets: FrequentSets,
    products: Sequence[str],
    names: Sequence[str] | None,
) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    from crm_core.recommendations.association import MEASURES, set_products

    members = set_products(sets)
    sides = _sides(rules, [_listed([products[code] for code in one]) for one in members], "")
    if names is not None:
        joined = [" + ".join(names[code] for code in one) for one in members]
        sides |= _sides(rules, joined, "_names")
        sides["orders"] = pa.array(rules["baskets"].to_numpy())
    bounded = rules[list(MEASURES)].replace(np.inf, np.nan)
    return pa.table(
        sides | {name: pa.array(bounded[name], pa.float64(), from_pandas=True) for name in MEASURES}
    )


def _sides(rules: pd.DataFrame, texts: Sequence[str], suffix: str) -> dict[str, pa.Array]:
    """The texts of the sets on both sides of each rule."""
    import pyarrow as pa

    known = pa.array(texts, pa.string())
    return {
        f"{side}{suffix}": known.take(pa.array(rules[side].to_numpy()))
        for side in ("antecedent", "consequent")
    }


def _listed(names: Sequence[str]) -> str:
    """Names as the command line takes them.

    >>> _listed(["tea", "tea, green"])
    'tea,"tea, green"'
    """
    return ",".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    if not any(letter in name for letter in ', "'):
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _check(min_support: float, min_confidence: float, max_length: int | None, source: str) -> None:
    if source not in SOURCES:
        raise InvalidValue("--from", source, f"one of {', '.join(SOURCES)}")
    if not 0 < min_support <= 1:
        raise InvalidValue("--min-support", min_support, "a share of baskets, above 0 and up to 1")
    if not 0 <= min_confidence <= 1:
        raise InvalidValue("--min-confidence", min_confidence, "a share from 0 to 1")
    if max_length is not None and max_length < 2:
        raise InvalidValue("--max-length", max_length, "at least 2 products, one on each side")
