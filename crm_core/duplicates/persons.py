"""What can be compared of each customer, in one form: e-mail, phone, name, city.

The temp table `persons` has one row per live customer: `number` (from 0), `customer_id`, `email`,
`phone` (digits), `phone_end`, `name` (letters of all its words), `turned` (the same with the last
word first), `words`, `name_key`, `city`, `age`, `gender`. What is not known is null.
"""

from __future__ import annotations

import pyarrow as pa
from duckdb import DuckDBPyConnection

from crm_core.duplicates import pinyin

PHONE_END = 8
"""Digits that two ways of writing one number share at the end, whatever stands before them."""
SHORTEST_PHONE = 7
TITLES = ["dr", "frau", "herr", "mag", "miss", "mme", "mr", "mrs", "ms", "prof", "sir"]
FIELDS = ("name", "email", "phone", "city", "age", "gender")
"""The columns that tell whether two customers are one person."""

TYPED = """
create or replace temp table typed_persons as
select
    row_number() over (order by customer_id) - 1 as number,
    customer_id, name, email, phone, city, age, gender
from {source}
"""

WORDS = """
create or replace temp table name_forms as
with names as (
    select distinct name
    from typed_persons
    where name is not null
),
cleaned as (
    select
        name,
        list_filter(
            string_split(
                trim(regexp_replace(strip_accents(lower(name)), '[^\\p{L}\\p{N}]+', ' ', 'g')), ' '
            ),
            lambda word: word <> '' and not list_contains($titles, word)
        ) as words
    from names
)
select
    name,
    words,
    array_to_string(words, '') as letters,
    array_to_string(list_concat([words[-1]], words[:-2]), '') as turned
from cleaned
where len(words) > 0
"""

CHINESE = """
select name, regexp_replace(name, '\\P{Han}', '', 'g') as characters
from name_forms
where regexp_matches(name, '\\p{Han}')
order by name
"""
IN_PINYIN = """
update name_forms f
set words = [p.surname, p.given],
    letters = p.surname || p.given,
    turned = p.given || p.surname
from pinyin_names p
where p.name = f.name
"""

PERSONS = """
create or replace temp table persons as
with contacts as (
    select
        *,
        lower(trim(email)) as address,
        ltrim(regexp_replace(split_part(lower(phone), 'ext', 1), '[^0-9]', '', 'g'), '0') as digits
    from typed_persons
),
parted as (
    select
        *,
        split_part(split_part(address, '@', 1), '+', 1) as mailbox,
        replace(split_part(address, '@', 2), 'googlemail.com', 'gmail.com') as host
    from contacts
)
select
    c.number,
    c.customer_id,
    case
        when mailbox = '' or host = '' then null
        when host = 'gmail.com' then replace(mailbox, '.', '') || '@' || host
        else mailbox || '@' || host
    end as email,
    case when length(digits) >= $shortest then digits end as phone,
    case when length(digits) >= $shortest then right(digits, $phone_end) end as phone_end,
    f.letters as name,
    f.turned,
    f.words,
    least(f.letters, f.turned) as name_key,
    nullif(strip_accents(lower(trim(c.city))), '') as city,
    c.age,
    c.gender
from parted c
left join name_forms f on f.name = c.name
"""


def fill_persons(con: DuckDBPyConnection, source: str) -> int:
    """Make `persons` of a relation with the columns `FIELDS` and an id, and give their number."""
    con.execute(TYPED.format(source=source))
    con.execute(WORDS, {"titles": TITLES})
    _write_in_pinyin(con)
    con.execute(PERSONS, {"shortest": SHORTEST_PHONE, "phone_end": PHONE_END})
    row = con.execute("select count(*) from persons").fetchone()
    return int(row[0]) if row else 0


def _write_in_pinyin(con: DuckDBPyConnection) -> None:
    names = con.execute(CHINESE).fetchall()
    read = [(name, *pinyin.parts(characters)) for name, characters in names]
    columns = zip(*read, strict=True) if read else ((), (), ())
    schema = pa.schema([(key, pa.string()) for key in ("name", "surname", "given")])
    con.register(
        "pinyin_names", pa.table([pa.array(c, pa.string()) for c in columns], schema=schema)
    )
    con.execute(IN_PINYIN)
    con.unregister("pinyin_names")
