"""How likely two persons are one: evidence added up in bits, as Fellegi and Sunter do.

Each field adds the logarithm (base 2) of how much more often it agrees so between two records of
one person than between two people. How often it agrees between people is counted: a name, e-mail,
phone or city that many bear says little. How often it agrees within one person is a fixed guess of
ours. The score is the chance that follows, beginning from one pair in ten per customer.

I. P. Fellegi and A. B. Sunter (1969): A theory for record linkage. Journal of the American
Statistical Association 64, 1183-1210.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

SHARED_AMONG = {"e-mail": 0.005, "phone": 0.03}
"""Of people, the share that has a contact in common with somebody else, as families do."""
WEIGHTS = {
    "prior": "log2(0.1 / $persons)",
    "same e-mail": f"log2(0.95 / {SHARED_AMONG['e-mail']} * $persons / greatest(n_email - 1, 1))",
    "same phone": f"log2(0.95 / {SHARED_AMONG['phone']} * $persons / greatest(n_phone - 1, 1))",
    "another contact": "-1.7",
    "second contact": "3",
    "same name": "least(log2(0.65 * $persons / greatest(n_name - 1, 1)), 18)",
    "a letter apart": "3",
    "alike": "6",
    "same first name": "-1.5",
    "another name": "-8",
    "same city": "least(log2(0.8 * $persons / greatest(n_city, 1)), 7)",
    "another city": "-2.5",
    "same age": "4",
    "a year apart": "1.5",
    "another age": "-3",
    "another gender": "-4",
}

COMPARED = """
create or replace temp table compared as
with by_email as (select email, count(*) as n from persons where email is not null group by all),
by_phone as (select phone_end, count(*) as n from persons where phone_end is not null group by all),
by_name as (select name_key, count(*) as n from persons where name_key is not null group by all),
by_city as (select city, count(*) as n from {cities} where city is not null group by all),
matched as (
    select
        p.first,
        p.second,
        a.customer_id,
        b.customer_id as other_id,
        coalesce(a.name = b.name or a.turned = b.name or a.name = b.turned, false) as is_same_name,
        a.name is null or b.name is null as is_unnamed,
        a.words as words,
        b.words as other_words,
        a.name as name,
        b.name as other_name,
        a.turned as turned,
        a.email = b.email as same_email,
        ends_with(a.phone, b.phone) or ends_with(b.phone, a.phone) as same_phone,
        a.city = b.city as same_city,
        abs(a.age - b.age) as years_apart,
        a.gender = b.gender as same_gender,
        e.n as n_email,
        t.n as n_phone,
        greatest(m.n, o.n) as n_name,
        c.n as n_city
    from {pairs} p
    join persons a on a.number = p.first
    join persons b on b.number = p.second
    left join by_email e on e.email = a.email
    left join by_phone t on t.phone_end = a.phone_end
    left join by_name m on m.name_key = a.name_key
    left join by_name o on o.name_key = b.name_key
    left join by_city c on c.city = a.city
)
select
    * exclude (words, other_words, name, other_name, turned),
    case
        when is_unnamed then 'unknown'
        when is_same_name then 'same'
        when least(
            damerau_levenshtein(name, other_name), damerau_levenshtein(turned, other_name)
        ) <= 1 and length(name) > 4 then 'a letter apart'
        when {initials} then 'alike'
        when len(list_intersect(words, other_words)) > 1
            and (list_has_all(words, other_words) or list_has_all(other_words, words)) then 'alike'
        when least(
            damerau_levenshtein(name, other_name), damerau_levenshtein(turned, other_name)
        ) <= 2 and greatest(
            jaro_winkler_similarity(name, other_name),
            jaro_winkler_similarity(turned, other_name)
        ) >= 0.94 then 'alike'
        when words[1] = other_words[1] and length(words[1]) > 1 then 'same first name'
        else 'another'
    end as name_match
from matched
"""
INITIALS = """
    (words[-1] = other_words[-1] and left(words[1], 1) = left(other_words[1], 1)
        and least(length(words[1]), length(other_words[1])) = 1)
"""

SCORED = """
create or replace temp table scored as
with weighed as (
    select
        *,
        name_match in ('same first name', 'another') as is_other_name,
        case same_email when true then {same e-mail} when false then {another contact} else 0 end
            as by_email,
        case same_phone when true then {same phone} when false then {another contact} else 0 end
            as by_phone,
        case name_match
            when 'same' then {same name}
            when 'a letter apart' then greatest({same name} - {a letter apart}, 1)
            when 'alike' then greatest({same name} - {alike}, 1)
            when 'same first name' then {same first name}
            when 'another' then {another name}
            else 0
        end as by_name,
        case same_city when true then {same city} when false then {another city} else 0 end
            as by_city,
        case
            when years_apart = 0 then {same age}
            when years_apart = 1 then {a year apart}
            when years_apart > 1 then {another age}
            else 0
        end as by_age,
        case when same_gender = false then {another gender} else 0 end as by_gender
    from compared
),
summed as (
    select
        *,
        {prior}
        + case
            when same_email and same_phone then greatest(by_email, by_phone) + {second contact}
            else by_email + by_phone
        end
        + by_name
        + if(is_other_name, least(by_city, 0) + least(by_age, 0), by_city + by_age)
        + by_gender as bits
    from weighed
)
select
    first,
    second,
    customer_id,
    other_id,
    1 / (1 + pow(2, -bits)) as score,
    concat_ws(
        ', ',
        if(same_email, 'same e-mail', null),
        if(same_phone, 'same phone', null),
        case name_match
            when 'same' then 'same name'
            when 'a letter apart' then 'name a letter apart'
            when 'alike' then 'similar name'
            when 'same first name' then 'same first name only'
            when 'another' then 'another name'
        end,
        if(same_city, 'same city', null),
        if(years_apart = 0, 'same age', null),
        if(not same_email, 'another e-mail', null),
        if(not same_phone, 'another phone', null),
        if(not same_city, 'another city', null)
    ) as reason
from summed
"""


def fill_scored(
    con: DuckDBPyConnection, persons: int, pairs: str = "pairs", *, cities: str = "persons"
) -> None:
    """Make the temp table `scored` of `pairs`: first, second, both ids, score and reason.

    `persons` is how many there are in all, `cities` a relation with the city of each.
    """
    con.execute(COMPARED.format(initials=INITIALS.strip(), pairs=pairs, cities=cities))
    con.execute(_with_weights(SCORED), {"persons": max(persons, 1)})


def _with_weights(statement: str) -> str:
    for name, weight in WEIGHTS.items():
        statement = statement.replace("{" + name + "}", weight)
    return statement
