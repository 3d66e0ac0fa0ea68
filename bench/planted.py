"""Customers with planted duplicates, and which are: what a scan is judged by.

The people are those of the demo company, with surnames as varied as in life, put together of two
syllables and an ending. Five in a hundred are there a second time, as people really come twice: the
same e-mail typed otherwise, the same phone in another form, a slip in the name, an initial, the
order turned, the Chinese name in Latin letters; some have a new e-mail, some no phone, and three
in a hundred have neither in common. Against that stand those who only look alike: namesakes in
one city, and families that share a phone or an e-mail.
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from crm_core.demo.chance import stream
from crm_core.demo.contacts import CUSTOMERS, choice_rows, city_rows, contact_rows, name_rows
from crm_core.demo.people import people

SHARE = 0.05
FAMILIES = 0.02
"""Of people, those who share the phone, and every fourth of them the e-mail, of a relative."""
LAST_DAY = date(2026, 10, 31)

SYLLABLES = (
    "al bar cal dun el far gran hol ing jar kel lam mor nor os pen quin ros sel tor ul ver wes "
    "york zel ash bel cor den ever fen gil har iver jos kin lor mar nes oak pel rad sten tal und "
    "vin wal win yar"
)
ENDINGS = "ton ford ley ham wood by worth man son field ridge well more land er s"
MANY_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红玲芬燕彬鹏辉健宇浩轩子涵"
    "欣怡梓睿晨思嘉雨佳文博诗雅琪梦瑶俊凯旭东建国志远天翔晓云海波"
)

SURNAMES = """
create or replace temp table surnames as
select
    row_number() over () - 1 as place,
    upper(left(word, 1)) || substr(word, 2) as surname
from (
    select a.s || b.s || e.e as word
    from (select unnest($syllables) as s) a,
        (select unnest($syllables) as s) b,
        (select unnest($endings) as e) e
    order by hash(word)
)
"""

# Common names are common: a square makes the first ones of the list far more frequent.
NAMED = """
create or replace table base as
with drawn as (
    select
        c.*,
        row_number() over (order by customer_id) - 1 as n,
        regexp_matches(name, '\\p{Han}') as is_chinese,
        (pow((hash(customer_id, 20) % 1000000) / 1e6, 2) * $surnames)::bigint as family
    from demo_base c
),
renamed as (
    select
        d.* exclude (name, email, family),
        case
            when is_chinese
                then name[1] || $given[(1 + hash(n, 21) % length($given))::int]
                    || if(hash(n, 22) % 5 > 0, $given[(1 + hash(n, 23) % length($given))::int], '')
            else split_part(name, ' ', 1) || ' ' || s.surname
        end as name,
        d.email
    from drawn d
    join surnames s on s.place = d.family
)
select
    n, customer_id, name,
    case
        when email is not null
            then regexp_replace(lower(strip_accents(name)), '[^a-z]+', '.', 'g')
                || 'k' || n || '@' || split_part(email, '@', 2)
    end as email,
    phone, gender, age, city, is_chinese
from renamed
"""

# A relative: the next person takes over surname, city and phone, now and then the e-mail.
FAMILY = """
create or replace table base as
select
    b.* replace (
        if(f.n is not null and not b.is_chinese,
            split_part(b.name, ' ', 1) || ' ' || split_part(f.name, ' ', 2), b.name) as name,
        if(f.n is not null, f.city, b.city) as city,
        if(f.n is not null, f.phone, b.phone) as phone,
        if(f.n is not null and hash(b.n, 31) % 4 = 0, f.email, b.email) as email
    )
from base b
left join base f
    on f.n = b.n - 1
    and hash(b.n, 30) % 10000 < $families * 10000
    and f.is_chinese = b.is_chinese
"""

COPIES = """
create or replace table copies as
with chosen as (
    select
        *,
        hash(n, 41) % 100 as kind,
        hash(n, 42) % 100 as form,
        hash(n, 43) % 100 as gap,
        1 + hash(n, 44) % greatest(length(name) - 1, 1) as slip
    from base
    where hash(n, 40) % 10000 < $share * 10000
        and (email is not null or phone is not null)
),
kept as (
    select
        *,
        email is not null and kind < 97 and (kind < 65 or phone is null) as keeps_email,
        phone is not null and kind < 97 and (kind >= 35 or email is null) as keeps_phone
    from chosen
)
select
    n,
    'D' || customer_id as customer_id,
    case
        when is_chinese and form < 40 then p.latin
        when form < 45 then name
        when form < 65 then left(name, slip::int) || substr(name, slip::int + 2)
        when form < 75 and not is_chinese then left(name, 1) || '. ' || split_part(name, ' ', 2)
        when form < 85 and not is_chinese
            then split_part(name, ' ', 2) || ', ' || split_part(name, ' ', 1)
        when form < 92 and not is_chinese then upper(name)
        else name
    end as name,
    case
        when keeps_email and form % 3 = 0 then upper(left(email, 1)) || substr(email, 2)
        when keeps_email and form % 3 = 1 then replace(email, '@', '+news@')
        when keeps_email then email
        when gap < 50 then null
        else 'new' || n || '@' || split_part(email, '@', 2)
    end as email,
    case
        when keeps_phone and form % 3 = 0
            then left(phone, 3) || ' ' || substr(phone, 4, 4) || '-' || substr(phone, 8)
        when keeps_phone and form % 3 = 1 then '0' || substr(phone, 4)
        when keeps_phone then phone
        when gap < 60 then null
        else left(phone, 5) || lpad((hash(n, 45) % 10000000)::varchar, 7, '2')
    end as phone,
    if(gap < 20, null, gender) as gender,
    if(gap between 15 and 40, null, age) as age,
    case when gap between 30 and 45 then null when gap > 93 then 'Newtown' else city end as city
from kept
left join latin_names p using (name)
"""
ALL = """
select customer_id, name, email, phone, gender, age, city
from base
union all
select customer_id, name, email, phone, gender, age, city
from copies
order by hash(customer_id)
"""


def plant(con: duckdb.DuckDBPyConnection, customers: int, seed: int = 0) -> None:
    """Make the tables `base` and `copies`: row n of `copies` is the person of row n of `base`."""
    who = people(round(customers / (1 + SHARE)), seed, LAST_DAY)
    rows = {
        "demo_cities": city_rows(),
        "demo_choices": choice_rows(),
        "demo_names": name_rows(),
        "demo_people": contact_rows(who, seed, LAST_DAY),
    }
    for name, table in rows.items():
        con.register(name, table)
    con.execute(f"create or replace temp table demo_base as {CUSTOMERS}")
    syllables, endings = SYLLABLES.split(), ENDINGS.split()
    size = len(syllables) ** 2 * len(endings) - 1
    con.execute(SURNAMES, {"syllables": syllables, "endings": endings})
    con.execute(NAMED, {"given": MANY_GIVEN, "surnames": size})
    con.execute(FAMILY, {"families": FAMILIES})
    _latin_names(con, stream(seed, "latin"))
    con.execute(COPIES, {"share": SHARE})


def _latin_names(con: duckdb.DuckDBPyConnection, rng: np.random.Generator) -> None:
    """Chinese names as their bearers write them abroad, read as whole names."""
    import pyarrow as pa

    names = [
        name
        for (name,) in con.execute(
            "select distinct name from base where is_chinese order by 1"
        ).fetchall()
    ]
    latin = [
        _spelt(name, turned)
        for name, turned in zip(names, rng.random(len(names)) < 0.6, strict=True)
    ]
    con.register(
        "latin_names",
        pa.table({"name": pa.array(names, pa.string()), "latin": pa.array(latin, pa.string())}),
    )


def _spelt(name: str, turned: bool) -> str:
    from pypinyin import Style, pinyin

    syllables = [found[0] for found in pinyin(name, style=Style.NORMAL)]
    surname, given = syllables[0].capitalize(), "".join(syllables[1:]).capitalize()
    return f"{given} {surname}" if turned else f"{surname} {given}"
