"""What a customer file says of each customer: name, e-mail, phone, home, and the gaps in it."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from crm_core.demo.chance import Ints, Rng, pick, stream
from crm_core.demo.labels import labels
from crm_core.demo.people import (
    ALL_OWNERS,
    EDUCATION,
    GENDERS,
    MISSING,
    People,
    city_column,
)
from crm_core.demo.seasons import first_day
from crm_core.demo.words import LANGUAGES, names

DOMAINS = ("mail.example", "post.example", "example.com", "example.net", "example.org")
COMPANY_ENDINGS = {
    "en": (" & Sons", " Interiors", " Catering", " Trading", " Gifts", " Studio"),
    "zh": ("商贸有限公司", "文化传播有限公司", "餐饮管理有限公司", "家居设计工作室"),
}
NOTES = {
    "en": (
        "Prefers to be called after five.",
        "Orders for the office as well.",
        "Please write, do not phone.",
        "Met at the spring fair.",
        "Always asks for gift wrap.",
        "Has a standing discount agreed by phone.",
    ),
    "zh": (
        "下午五点以后方便接电话。",
        "公司和家里都从我们这儿订。",
        "请发消息，不要打电话。",
        "春季展会上认识的。",
        "每次都要礼品包装。",
        "电话里谈过固定折扣。",
    ),
}

CUSTOMERS = """
with named as (
    select
        p.*,
        case
            when p.language = 'zh' then f.name || g.name
            else g.name || ' ' || f.name
        end as full_name,
        f.name as family_name,
        g.name as given_name,
        case p.style
            when 0 then g.latin || '.' || f.latin
            when 1 then f.latin || '.' || g.latin
            when 2 then left(g.latin, 1) || f.latin
            else g.latin || f.latin
        end || '@' || d.word as address
    from demo_people p
    join demo_names g on g.list = p.given_list and g.place = p.given
    join demo_names f on f.list = p.family_list and f.place = p.family
    join demo_choices d on d.list = 'domain' and d.place = p.domain
),
addressed as (
    select
        *,
        row_number() over (partition by address order by number) as namesake
    from named
    where has_email
)
select
    printf('K%07d', n.number) as customer_id,
    n.full_name as name,
    case
        when a.namesake = 1 then a.address
        else replace(a.address, '@', a.namesake || '@')
    end as email,
    case
        when n.has_phone
            then ct.phone_code || lpad(n.phone_digits::varchar, ct.phone_digits::integer, '0')
    end as phone,
    n.gender,
    n.age::integer as age,
    n.income::decimal(18, 4) as income,
    n.education,
    ct.city,
    ct.country,
    case
        when n.language = 'zh' then ct.chinese_city || n.given_name
        else n.family_name
    end || e.word as company,
    o.word as owner,
    n.since,
    t.word as notes
from named n
left join addressed a on a.number = n.number
join demo_cities ct on ct.place = n.city
left join demo_choices e on e.list = 'company ' || n.language and e.place = n.company
left join demo_choices o on o.list = 'owner' and o.place = n.owner
left join demo_choices t on t.list = 'note ' || n.language and t.place = n.note
"""


def contact_rows(who: People, seed: int, last_day: date) -> pa.Table:
    """The table `demo_people` that `CUSTOMERS` reads: positions in the word lists, and traits."""
    rng = stream(seed, "contacts")
    begin = np.datetime64(first_day(last_day).isoformat(), "D")
    return pa.table(
        {
            "number": np.arange(1, who.count + 1),
            "language": labels(LANGUAGES, who.language),
            **_names(rng, who),
            "style": rng.integers(0, 4, who.count),
            "domain": pick(rng, (5, 4, 3, 2, 1), who.count),
            "has_email": rng.random(who.count) >= 0.06,
            "has_phone": rng.random(who.count) >= 0.15,
            "phone_digits": _phone_digits(rng, who),
            "gender": labels(GENDERS, who.gender, rng.random(who.count) < MISSING["gender"]),
            "age": pa.array(who.age, mask=rng.random(who.count) < MISSING["age"]),
            "income": pa.array(who.income, mask=rng.random(who.count) < MISSING["income"]),
            "education": labels(
                EDUCATION, who.education, rng.random(who.count) < MISSING["education"]
            ),
            "city": who.city,
            "since": pa.array(begin + who.since),
            "company": _rarely(rng, who.count, 0.11, 4),
            "owner": pa.array(who.owner, mask=rng.random(who.count) < 0.08),
            "note": _rarely(rng, who.count, 0.05, 6),
        }
    )


def name_rows() -> pa.Table:
    """The table `demo_names`: each name by list and position, with Latin letters for e-mail."""
    rows = [
        (f"{kind} {language}", place, name[0], _latin(name[-1]))
        for language in LANGUAGES
        for kind in ("female", "male", "family")
        for place, name in enumerate(names(language, kind))
    ]
    return _table(("list", "place", "name", "latin"), rows)


def choice_rows() -> pa.Table:
    """The table `demo_choices`: domains, staff, company endings and notes by list and position."""
    lists = {"domain": DOMAINS, "owner": ALL_OWNERS}
    lists |= {f"company {language}": COMPANY_ENDINGS[language] for language in LANGUAGES}
    lists |= {f"note {language}": NOTES[language] for language in LANGUAGES}
    rows = [
        (name, place, word) for name, words in lists.items() for place, word in enumerate(words)
    ]
    return _table(("list", "place", "word"), rows)


def city_rows() -> pa.Table:
    """The table `demo_cities`: each city by position, with country and phone numbers."""
    return pa.table(
        {
            "place": list(range(len(city_column(1)))),
            "city": city_column(1),
            "chinese_city": city_column(2),
            "country": city_column(3),
            "phone_code": city_column(7),
            "phone_digits": [int(digits) for digits in city_column(8)],
        }
    )


def _names(rng: Rng, who: People) -> dict[str, Any]:
    """Given and family names: positions in the lists of the customer's language and gender."""
    columns: dict[str, Any] = {}
    is_female = np.where(who.gender == 2, rng.random(who.count) < 0.5, who.gender == 0)
    for part, kinds in (("given", ("male", "female")), ("family", ("family", "family"))):
        lists = [f"{kind} {language}" for language in LANGUAGES for kind in kinds]
        sizes = [len(names(language, kind)) for language in LANGUAGES for kind in kinds]
        chosen = who.language * 2 + is_female
        columns[f"{part}_list"] = labels(lists, chosen)
        share = rng.random(who.count) ** 1.4
        columns[part] = (share * np.array(sizes)[chosen]).astype(np.int64)
    return columns


def _phone_digits(rng: Rng, who: People) -> Ints:
    """The digits behind the code; the first is never 0 or 1, which some countries reserve."""
    digits = np.array(city_column(8), dtype=np.int64)[who.city]
    return (rng.uniform(0.2, 1.0, who.count) * 10.0**digits).astype(np.int64)


def _rarely(rng: Rng, count: int, share: float, choices: int) -> pa.Array:
    return pa.array(rng.integers(0, choices, count), mask=rng.random(count) >= share)


def _latin(name: str) -> str:
    """The name in the letters an e-mail address may hold.

    >>> _latin("O'Brien"), _latin("Chloé")
    ('obrien', 'chloe')
    """
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain.lower() if "a" <= letter <= "z")


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pa.Table:
    return pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))
