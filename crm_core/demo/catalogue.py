"""What the demo company sells: 270 articles in nine categories, and postage."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from crm_core.demo.chance import Bools, Floats, Ints, stream
from crm_core.demo.words import entries

POSTAGE_ID, POSTAGE_PRICE = "POST", 4.95
USED_UP = ("Bath and body", "Food and drink")
LASTING = ("Hair brush", "Shaving set", "Hamper", "Biscuit tin")

PRODUCTS = """
select
    product_id,
    name,
    category,
    description,
    price::decimal(18, 4) as price,
    stock::integer as stock,
    kind,
    tags,
    is_replenishable
from demo_catalogue
"""


@dataclass(frozen=True)
class Article:
    """One product as it stands in the shop, with its names for Chinese letters and its style."""

    name: str
    chinese_name: str
    category: str
    chinese_category: str
    description: str
    price: float
    noun: str
    chinese_noun: str
    style: str

    @property
    def is_used_up(self) -> bool:
        """Whether it is eaten, lathered or burnt, and then bought again."""
        return self.category in USED_UP and self.noun not in LASTING

    @property
    def tags(self) -> str:
        """Words that a shop would file it under."""
        band = "under 15" if self.price < 15 else "15 to 40" if self.price < 40 else "over 40"
        return f"{self.style.lower()}, {self.noun.lower()}, {band}"


@dataclass(frozen=True)
class Catalogue:
    """Articles by position, and what chance added: how well they sell, how good they are.

    Attributes
    ----------
    by_price : (categories x articles of a category) positions, from cheap to dear.
    sales : (categories x articles of a category) weights, in the order of `by_price`.
    category : of each article, as a position in `categories()`.
    quality : what raters think of each article beyond the average, in stars.
    used_up : whether each article is used up, and then bought again.
    """

    price: Floats
    category: Ints
    by_price: Ints
    sales: Floats
    quality: Floats
    stock: Ints
    used_up: Bools


@cache
def categories() -> tuple[str, ...]:
    """The categories in their fixed order."""
    return tuple(entry[0] for entry in entries("categories"))


@cache
def articles() -> tuple[Article, ...]:
    """Every noun in every style of its category, in a fixed order."""
    chinese = {entry[0]: entry[1] for entry in entries("categories")}
    return tuple(
        Article(
            name=f"{style} {noun[0].lower()}{noun[1:]}" if noun != "T-shirt" else f"{style} {noun}",
            chinese_name=f"{chinese_style}{chinese_noun}",
            category=category,
            chinese_category=chinese[category],
            description=f"{about}. {about_style}.",
            price=_shop_price(float(price) * float(factor)),
            noun=noun,
            chinese_noun=chinese_noun,
            style=style,
        )
        for category, noun, chinese_noun, price, about in entries("products")
        for _, style, chinese_style, factor, about_style in _styles(category)
    )


def catalogue(seed: int) -> Catalogue:
    """The articles with their popularity, quality and stock as drawn for `seed`."""
    rng = stream(seed, "catalogue")
    price = np.array([article.price for article in articles()])
    category = np.array([categories().index(article.category) for article in articles()])
    by_price = np.array(
        [
            sorted(np.flatnonzero(category == number), key=lambda place: (price[place], place))
            for number in range(len(categories()))
        ]
    )
    ranks = rng.permuted(np.tile(np.arange(by_price.shape[1]), (len(by_price), 1)), axis=1)
    return Catalogue(
        price=price,
        category=category.astype(np.int64),
        by_price=by_price.astype(np.int64),
        sales=1.0 / (ranks + 2.0),
        quality=rng.normal(0, 0.45, len(price)),
        stock=rng.negative_binomial(2, 0.012, len(price)).astype(np.int64),
        used_up=np.array([article.is_used_up for article in articles()]),
    )


def product_rows(goods: Catalogue) -> pa.Table:
    """The table `demo_catalogue` that `PRODUCTS` reads: the articles, then postage."""
    return pa.table(
        {
            "product_id": [product_id(place) for place in range(len(articles()))] + [POSTAGE_ID],
            "name": [article.name for article in articles()] + ["Postage and packing"],
            "category": [article.category for article in articles()] + [None],
            "description": [article.description for article in articles()]
            + ["Delivery of an order by post or courier."],
            "price": [*goods.price.tolist(), POSTAGE_PRICE],
            "stock": [*goods.stock.tolist(), None],
            "kind": ["product"] * len(articles()) + ["charge"],
            "tags": [article.tags for article in articles()] + [None],
            "is_replenishable": [article.is_used_up for article in articles()] + [False],
        }
    )


def article_words() -> pa.Table:
    """The table `demo_articles`: what letters call each article, by language and position."""
    rows = [
        (place, language, words)
        for place, article in enumerate(articles())
        for language, words in (
            ("en", (article.name, article.category, article.noun)),
            ("zh", (article.chinese_name, article.chinese_category, article.chinese_noun)),
        )
    ]
    return pa.table(
        {
            "product": pa.array([place for place, _, _ in rows], pa.int64()),
            "language": [language for _, language, _ in rows],
            "name": [
                words[0].lower() if language == "en" and "T-shirt" not in words[0] else words[0]
                for _, language, words in rows
            ],
            "category": [
                words[1].lower() if language == "en" else words[1] for _, language, words in rows
            ],
            "noun": [words[2].lower() for _, _, words in rows],
        }
    )


def product_id(place: int) -> str:
    """The id of the article at a position.

    >>> product_id(0)
    'P0001'
    """
    return f"P{place + 1:04d}"


def _styles(category: str) -> list[tuple[str, ...]]:
    return [entry for entry in entries("styles") if entry[0] == category]


def _shop_price(price: float) -> float:
    """A price as shops write it: ending in .95, to the half below ten.

    >>> _shop_price(38.0), _shop_price(7.2)
    (37.95, 7.0)
    """
    return round(price * 2) / 2 if price < 10 else round(price) - 0.05
