"""Finding what was written: by words, and by likeness to another text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from crm_core.errors import InvalidValue, MissingChoice, UnknownId
from crm_core.store import Store

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from crm_core.records.communications import CommunicationFilters
    from crm_core.text.index import TextIndex
    from crm_core.text.kept import KeptIndex

LONGEST_LIST = 10_000


@dataclass(frozen=True)
class Hit:
    """A text that was found: its row, whose it is, how near, and the part that matters."""

    id: str
    customer_id: str
    score: float
    snippet: str


@dataclass(frozen=True)
class Searched:
    """The best hits, and how many texts hold what was asked."""

    hits: list[Hit]
    total: int


@dataclass(frozen=True)
class SimilarText:
    """An earlier text that is alike: its row, the cosine, and the words that tie them."""

    id: str
    score: float
    shared: list[str]


@dataclass(frozen=True)
class Similar:
    """The nearest texts, nearest first."""

    hits: list[SimilarText]


@dataclass(frozen=True)
class Indexed:
    """What was read into the index, and how many texts it holds."""

    read: int
    texts: int


def reindex(store: Store) -> Indexed:
    """Make the index anew from every text."""
    from crm_core.text.kept import brought_up_to_date

    with store.derivation() as con:
        made = brought_up_to_date(con, anew=True)
    return Indexed(made.read, made.texts)


def current_index(store: Store, held: KeptIndex | None = None) -> KeptIndex:
    """The index with everything that is committed; `held` is one that was read before."""
    from crm_core.text.kept import brought_up_to_date, followed, is_behind, read_index

    with store.cursor() as con:
        behind = is_behind(con)
    if behind:
        with store.derivation() as con:
            brought_up_to_date(con)
    with store.cursor() as con:
        return read_index(con) if held is None else followed(con, held)


def search(
    store: Store,
    text: str,
    *,
    limit: int = 10,
    since: date | None = None,
    until: date | None = None,
    filters: CommunicationFilters | None = None,
    index: KeptIndex | None = None,
) -> Searched:
    """Give the texts of all communications and feedback that hold the words asked for.

    Texts are ranked by the cosine of their TF-IDF weights with the question's; one word that is
    there is enough, and what stands in quotation marks must stand there as it is.

    Parameters
    ----------
    since, until
        Only texts between these days, both included.
    filters
        Only communications that these filters leave, whatever text they name.
    index
        From `current_index`, where it is at hand.

    Raises
    ------
    InvalidValue
        If nothing is asked, or `limit` is out of bounds.
    """
    from crm_core.text.hits import found_texts, matching, within
    from crm_core.text.snippets import quoted_phrases, snippet
    from crm_core.text.terms import terms

    _check_limit(limit)
    if not text.strip():
        raise InvalidValue("TEXT", text, "one word or more to look for")
    texts = (index or current_index(store)).index
    asked = texts.question(text)
    with store.cursor() as con:
        allowed = within(con, since, until, size=texts.size)
        if filters is not None:
            left = replace(filters, text="").conditions()
            chosen = matching(con, left.where, left.parameters, size=texts.size)
            allowed = chosen if allowed is None else allowed & chosen
        holders = texts.holders(asked, allowed=allowed)
        for phrase in quoted_phrases(text):
            holders &= _saying(con, texts, phrase, holders)
        near = texts.nearest(asked, limit, allowed=holders)
        found = found_texts(con, [each.text for each in near])
    wanted = set(terms(text))
    rows = [(each.score, found[each.text]) for each in near if each.text in found]
    hits = [Hit(r.row_id, r.customer_id, score, snippet(r.content, wanted)) for score, r in rows]
    return Searched(hits, int(holders.sum()))


def similar(
    store: Store,
    text: str | None = None,
    *,
    row_id: str | None = None,
    limit: int = 10,
    index: KeptIndex | None = None,
) -> Similar:
    """Give the texts most alike to a text, or to that of a row, which itself is left out.

    Raises
    ------
    MissingChoice
        If neither or both are given.
    UnknownId
        If no communication or feedback bears the id.
    InvalidValue
        If the text is blank, or `limit` is out of bounds.
    """
    from crm_core.text.hits import found_texts
    from crm_core.text.snippets import shared_words

    _check_limit(limit)
    with store.cursor() as con:
        source, asked = _asked(con, text, row_id)
    texts = (index or current_index(store)).index
    with store.cursor() as con:
        near = texts.nearest(texts.question(asked), limit + 1)
        found = found_texts(con, [each.text for each in near])
    rows = [(each.score, found[each.text]) for each in near if each.text in found]
    hits = [
        SimilarText(row.row_id, score, shared_words(asked, row.content, texts.rarity))
        for score, row in rows
        if (row.source, row.row_id) != (source, row_id)
    ]
    return Similar(hits[:limit])


def _asked(con: DuckDBPyConnection, text: str | None, row_id: str | None) -> tuple[str, str]:
    from crm_core.text.hits import text_of

    if (text is None) == (row_id is None):
        raise MissingChoice("similar", "either a text or --id", "Give one of the two.")
    if row_id is not None:
        found = text_of(con, row_id)
        if found is None:
            raise UnknownId("communications", row_id)
        return found
    if text is None or not text.strip():
        raise InvalidValue("TEXT", text, "one word or more")
    return "", text


def _saying(
    con: DuckDBPyConnection, texts: TextIndex, phrase: str, among: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Of each text by number, whether the phrase stands in it, of those that hold its terms."""
    import numpy as np

    from crm_core.text.hits import saying

    candidates = np.flatnonzero(among & texts.holders_of_all(texts.question(phrase)))
    said = np.zeros(len(among), dtype=bool)
    said[saying(con, phrase, candidates)] = True
    return said


def _check_limit(limit: int) -> None:
    if not 1 <= limit <= LONGEST_LIST:
        raise InvalidValue("--limit", limit, f"a whole number from 1 to {LONGEST_LIST:,}")
