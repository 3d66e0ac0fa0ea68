"""The index: exact weights, what is found, and that it follows every change."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from crm_core.errors import InvalidValue, MissingChoice, UnknownId
from crm_core.store import Store
from crm_core.text import index as index_module
from crm_core.text.answers import endings
from crm_core.text.index import index_of
from crm_core.text.snippets import marks, snippet
from crm_core.text.terms import terms
from crm_core.text.weights import Vocabulary, batches, joined
from crm_core.workflows.searches import current_index, reindex, search, similar

TEXTS = {
    "m1": "My parcel has still not arrived, the delivery is a week late.",
    "m2": "Delivery again late: I have been waiting two weeks for the parcel.",
    "m3": "Please send the invoice to our accounts department.",
    "m4": "物流太慢了，快递一周还没到。",
    "m5": "快递物流很慢，等了一周都没收到货。",
    "m6": "请把发票寄到我们的财务部门。",
}


def communication(row_id, text, day="2024-03-01", customer="ann"):
    return {
        "communication_id": row_id,
        "customer_id": customer,
        "occurred_at": f"{day} 10:00:00",
        "channel": "email",
        "direction": "inbound",
        "subject": None,
        "text": text,
    }


@pytest.fixture
def log(store: Store, fill) -> Store:
    fill(
        customers=[{"customer_id": "ann"}, {"customer_id": "bo"}],
        communications=[communication(row_id, text) for row_id, text in TEXTS.items()],
        feedback=[
            {
                "feedback_id": "f1",
                "customer_id": "bo",
                "received_at": "2024-04-02 09:00:00",
                "text": "The courier was rude, the parcel fine.",
            }
        ],
    )
    return store


def found(store: Store, text: str, **options) -> list[str]:
    return [hit.id for hit in search(store, text, **options).hits]


@pytest.fixture(scope="module")
def many() -> list[str]:
    """Texts of words as common as words are, so that some stand in almost every text."""
    random = np.random.default_rng(0)
    share = 1 / np.arange(1, 401)
    words = np.array([f"w{number}q" for number in range(400)])
    drawn = [random.choice(words, 8, p=share / share.sum()) for _ in range(600)]
    return [" ".join(each) for each in drawn]


@pytest.mark.parametrize("worth_pruning", [1, 100, 10**9])
def test_the_best_are_those_of_the_whole_matrix(many, worth_pruning, monkeypatch):
    monkeypatch.setattr(index_module, "WORTH_PRUNING", worth_pruning)
    vocabulary = Vocabulary()
    counted = joined([part for _, part in batches(many, vocabulary)])
    index = index_of(counted, vocabulary, texts=len(many), size=len(many))
    vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True)
    matrix = vectorizer.fit_transform(many)
    for text in many[:40]:
        scores = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        near = index.nearest(index.question(text), 10)
        np.testing.assert_allclose(
            [each.score for each in near], np.sort(scores)[::-1][:10], atol=1e-5
        )
        np.testing.assert_allclose(
            [scores[each.text] for each in near], [each.score for each in near], atol=1e-5
        )


def test_texts_are_found_by_their_words_whatever_their_endings(log):
    assert set(found(log, "deliveries arriving")) == {"m1", "m2"}
    assert search(log, "parcels").total == 3
    assert found(log, "the zebra") == []


def test_chinese_is_found_by_a_word_and_by_a_single_sign(log):
    assert set(found(log, "物流")) == {"m4", "m5"}
    assert set(found(log, "慢")) == {"m4", "m5"}
    assert found(log, "发票") == ["m6"]


def test_a_phrase_in_quotation_marks_must_stand_as_it_is(log):
    assert set(found(log, "late delivery")) == {"m1", "m2"}
    assert found(log, '"week late"') == ["m1"]
    assert found(log, "「物流很慢」") == ["m5"]


def test_both_days_of_a_period_belong_to_it(log, fill):
    assert found(log, "parcel", since=None, until=None)[-1:] != []
    from datetime import date

    assert found(log, "parcel", since=date(2024, 4, 2), until=date(2024, 4, 2)) == ["f1"]
    assert "f1" not in found(log, "parcel", until=date(2024, 4, 1))


def test_complaints_alike_lie_over_three_tenths_and_others_under_two(log):
    english = {hit.id: hit.score for hit in similar(log, row_id="m1", limit=20).hits}
    chinese = {hit.id: hit.score for hit in similar(log, row_id="m4", limit=20).hits}
    assert english["m2"] > 0.3
    assert chinese["m5"] > 0.3
    assert english.get("m3", 0) < 0.2
    assert chinese.get("m6", 0) < 0.2


def test_what_ties_two_texts_is_said_in_words(log):
    [nearest, *_] = similar(log, TEXTS["m4"].replace("一", "两")).hits
    assert nearest.id == "m4"
    [other, *_] = similar(log, row_id="m5").hits
    assert other.id == "m4"
    assert "物流" in other.shared
    assert "快递" in other.shared


def test_a_text_is_not_similar_to_itself(log):
    assert "m1" not in [hit.id for hit in similar(log, row_id="m1", limit=20).hits]


def test_neither_or_both_of_text_and_id_is_a_plain_error(log):
    with pytest.raises(MissingChoice):
        similar(log)
    with pytest.raises(UnknownId):
        similar(log, row_id="nobody")
    with pytest.raises(InvalidValue):
        search(log, "  ")


def changes(store: Store):
    """One write after another: added, edited, binned, brought back, undone, redone."""

    def write(table, kind, source):
        with store.transaction(actor="ann", reason="Change") as tx:
            getattr(tx, kind)(table, source)

    one = "select 'm1' as communication_id"
    row = (
        "select 'm9' as communication_id, 'bo' as customer_id, timestamp '2024-05-01' as "
        "occurred_at, 'chat' as channel, 'inbound' as direction, 'zebra parcel' as text"
    )
    yield lambda: write("communications", "insert", row)
    yield lambda: write("communications", "update", f"{one}, 'The okapi is late' as text")
    yield lambda: write("communications", "delete", one)
    yield lambda: write("communications", "restore", one)
    yield lambda: store.undo(2, actor="ann")
    yield lambda: store.undo(6, actor="ann")


def test_the_index_follows_every_change_as_if_made_anew(log):
    held = current_index(log)
    asked = ("parcel", "zebra", "okapi late", "delivery", "物流")
    for change in changes(log):
        change()
        held = current_index(log, held)
        resident = [search(log, text, index=held) for text in asked]
        reread = [search(log, text, index=current_index(log)) for text in asked[:1]]
        reindex(log)
        made_anew = current_index(log)
        anew = [search(log, text, index=made_anew) for text in asked]
        assert [each.total for each in resident] == [each.total for each in anew]
        assert reread == anew[:1]
        assert [[h.id for h in each.hits] for each in resident] == [
            [h.id for h in each.hits] for each in anew
        ]


def test_a_resident_index_takes_up_what_came_without_being_read_again(log):
    held = current_index(log)
    for change in list(changes(log))[:3]:
        change()
    later = current_index(log, held)
    assert later.index.weights is held.index.weights
    assert later.index.added is not None
    assert found(log, "zebra", index=later) == ["m9"]
    assert "m1" not in found(log, "delivery", index=later)


def test_the_index_is_no_change_anybody_could_undo(log):
    before = log.data_version
    search(log, "parcel")
    reindex(log)
    assert log.data_version == before


def test_a_snippet_shows_the_place_where_the_words_stand():
    text = "word " * 80 + "the zebra and the okapi " + "word " * 80
    shown = snippet(text, set(terms("zebra okapi")))
    assert "zebra and the okapi" in shown
    assert shown.startswith("…")
    assert len(shown) <= 162
    assert [shown[b:e] for b, e in marks(shown, set(terms("zebras okapi")))] == ["zebra", "okapi"]


def test_an_earlier_conversation_is_told_with_its_outcome_and_its_answer(log, fill):
    fill(
        communications=[
            communication("a1", "We sent a new parcel today.", "2024-03-03")
            | {"direction": "outbound"},
            communication("a2", "A newsletter.", "2024-03-09") | {"direction": "outbound"},
        ]
    )
    with log.cursor() as con:
        ended = endings(con, ["m1", "f1", "a2", "nobody"])
    assert set(ended) == {"m1", "f1", "a2"}
    assert ended["m1"].answer == "We sent a new parcel today."
    assert (ended["a2"].answer, ended["f1"].answer) == (None, None)
    assert [ended[each].is_communication for each in ("m1", "f1")] == [True, False]
