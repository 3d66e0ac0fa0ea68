"""Which text is chosen for a letter, and what fills its slots.

What people write about follows what they bought and how content they are: jumpers bring questions
of size, lamps bring technical trouble, discontent brings complaints.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crm_core.demo.catalogue import categories
from crm_core.demo.chance import Bools, Floats, Ints, Rng, pick_by_row
from crm_core.demo.words import LANGUAGES, SENTIMENTS, SLOTS, entries, templates

Letters = dict[str, npt.NDArray[Any]]
"""Columns of letters by name: who, when, what about, and what fills the slots."""
CLOTHING, ELECTRONICS, FOOD, BATH = 6, 7, 8, 5
# How often people write for each reason, whatever they bought.
INTENTS = {
    "delivery": 3.0,
    "refund": 2.0,
    "invoice": 1.2,
    "praise": 1.6,
    "account": 0.8,
    "loyalty": 0.9,
    "gift": 0.9,
    "complaint": 1.4,
    "stock": 1.2,
    "change": 1.1,
    "damaged": 1.3,
    "advice": 1.0,
    "sizing": 0.0,
    "technical": 0.0,
}
# How much likelier a category makes an intent; what is 0 above is written about it alone.
BY_CATEGORY = {(CLOTHING, "sizing"): 3.0, (ELECTRONICS, "technical"): 3.0}
BY_CATEGORY |= {(FOOD, "damaged"): 0.4, (BATH, "damaged"): 0.5, (CLOTHING, "damaged"): 0.5}
BEFORE_BUYING = ("stock", "gift", "advice", "account", "loyalty", "sizing", "technical")
OTHER_SENTIMENT = 0.04
COLORS = {
    "en": ("dark blue", "grey", "red", "moss green", "white", "black", "mustard", "cream"),
    "zh": ("深蓝色", "灰色", "红色", "墨绿色", "白色", "黑色", "芥末黄", "米色"),
}
ROUND_SUMS = (5.0, 10.0, 15.0, 20.0)
SIZES = ("XS", "S", "M", "L", "XL", "XXL")

FILLED = "replace({text}, '{{{slot}}}', coalesce({value}, ''))"
SLOT_VALUES = {
    "product": "a.name",
    "category": "a.category",
    "order": "l.order_number::varchar",
    "days": "l.days::varchar",
    "date": """case l.language
        when 'zh' then month(l.ordered_on) || '月' || day(l.ordered_on) || '日'
        else day(l.ordered_on) || ' ' || monthname(l.ordered_on)
    end""",
    "amount": "printf('%.2f', l.amount)",
    "city": "case l.language when 'zh' then c.chinese_city else c.city end",
    "name": "case l.language when 'zh' then o.word else split_part(o.word, ' ', 1) end",
    "size": "s.word",
    "color": "k.word",
    "count": "l.count::varchar",
    "points": "l.points::varchar",
}
WORD_JOINS = """
left join demo_articles a on a.product = l.product and a.language = l.language
left join demo_cities c on c.place = l.city
left join demo_choices o on o.list = 'owner' and o.place = l.signed
left join demo_wording s on s.list = 'size' and s.place = l.size
left join demo_wording k on k.list = 'color ' || l.language and k.place = l.color
"""


def filled(text: str) -> str:
    """The SQL of `text` with every slot filled from the letter `l` and what `WORD_JOINS` adds."""
    for slot in SLOTS:
        text = FILLED.format(text=text, slot=slot, value=SLOT_VALUES[slot])
    return text


def chosen_templates(
    rng: Rng, language: Ints, category: Ints, tone: Ints, has_order: Bools
) -> Ints:
    """A template for each letter: a position in `templates("en")` or `templates("zh")`.

    Parameters
    ----------
    tone : 0 negative, 1 neutral, 2 positive.
    has_order : whether the slots about an order can be filled.
    """
    kinds = (language * len(categories()) + category) * 6 + tone * 2 + has_order
    return pick_by_row(rng, _template_weights(), kinds)


def intents(language: Ints, template: Ints) -> Ints:
    """The intent of each template, as a position in `INTENTS`."""
    order = list(INTENTS)
    places = np.array([[order.index(t.intent) for t in templates(name)] for name in LANGUAGES])
    return places[language, template].astype(np.int64)


def orderless_slots(rng: Rng, count: int) -> Letters:
    """The slots about an order where there is none: only the amount, a round sum, is used."""
    nothing = np.zeros(count, dtype=np.int64)
    amount = np.array(ROUND_SUMS)[rng.integers(0, len(ROUND_SUMS), count)]
    return {"order_number": nothing, "ordered": nothing, "days": nothing, "amount": amount}


def slot_draws(rng: Rng, count: int) -> Letters:
    """The slots that hang on nothing: size, colour, a small number, a balance of points."""
    return {
        "size": rng.integers(0, len(SIZES), count),
        "color": rng.integers(0, len(COLORS["en"]), count),
        "count": rng.integers(3, 13, count),
        "points": rng.integers(8, 240, count) * 10,
    }


def wording_rows() -> pa.Table:
    """The table `demo_wording`: every text, subject, size and colour by list and position."""
    lists: dict[str, list[str]] = {"size": list(SIZES)}
    for column, language in enumerate(LANGUAGES, start=1):
        subject_of = {entry[0]: entry[column] for entry in entries("subjects")}
        lists[f"color {language}"] = list(COLORS[language])
        lists[f"inbound {language}"] = [template.text for template in templates(language)]
        lists[f"inbound subject {language}"] = [subject_of[name] for name in INTENTS]
        lists[f"outbound {language}"] = [entry[2] for entry in entries(f"outbound_{language}")]
        lists[f"outbound subject {language}"] = [
            entry[1] for entry in entries(f"outbound_{language}")
        ]
        lists[f"feedback {language}"] = [entry[1] for entry in entries(f"feedback_{language}")]
    rows = [
        (name, place, word) for name, words in lists.items() for place, word in enumerate(words)
    ]
    return pa.table(
        {
            "list": [row[0] for row in rows],
            "place": [row[1] for row in rows],
            "word": [row[2] for row in rows],
        }
    )


@cache
def _template_weights() -> Floats:
    """One row per language, category, tone and whether there is an order; a column per template."""
    return np.array(
        [
            [
                _weight(language, place, category, tone, has_order)
                for place in range(len(templates(language)))
            ]
            for language in LANGUAGES
            for category in range(len(categories()))
            for tone in SENTIMENTS
            for has_order in (False, True)
        ]
    )


def _weight(language: str, place: int, category: int, tone: str, has_order: bool) -> float:
    template = templates(language)[place]
    if not has_order and (template.needs_order or template.intent not in BEFORE_BUYING):
        return 0.0
    by_category = BY_CATEGORY.get((category, template.intent))
    usual = INTENTS[template.intent]
    weight = usual if by_category is None else by_category * (usual or 1.0)
    return weight * (1.0 if template.sentiment == tone else OTHER_SENTIMENT)
