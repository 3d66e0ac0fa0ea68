"""Sentiment by rules and by labels."""

from pathlib import Path

import pyarrow.csv
import pytest

from crm_core.errors import InvalidValue
from crm_core.text.mood import mood
from crm_core.workflows.sentiments import sentiment_of_file

SENTENCES_ZH = Path(__file__).parent / "sentences_zh.txt"
"""Sentences of customers that no list of words was made from."""


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("Great phone, I love it.", "positive"),
        ("Not good at all.", "negative"),
        ("Not bad.", "positive"),
        ("The staff was friendly, but the food was terrible.", "negative"),
        ("The order came on Tuesday", "neutral"),
        ("物流很快，很满意。", "positive"),
        ("不满意，质量太差", "negative"),
        ("包装一般，但是东西非常好", "positive"),
        ("今天星期二", "neutral"),
        ("", "neutral"),
    ],
)
def test_a_text_is_read_with_what_turns_its_words(text, sentiment):
    assert mood(text).sentiment == sentiment


def test_what_strengthens_and_what_weakens_counts():
    slight, plain, strong = (mood(f"It was {how} slow").score for how in ("slightly", "", "very"))
    assert -1 < strong < plain < slight < 0


def test_the_words_that_carried_it_are_named():
    found = mood("Great screen, but the battery is not good and 客服很差")
    assert [carrier.word for carrier in found.carriers] == ["great", "not good", "很差"]
    assert [carrier.weight > 0 for carrier in found.carriers] == [True, False, False]


def test_held_out_chinese_sentences_are_mostly_read_rightly():
    rows = [line.split("|") for line in SENTENCES_ZH.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 200
    right = [(mood(text).score > 0) == (label == "1") for label, text in rows]
    assert sum(right) / len(rows) >= 0.7


@pytest.fixture
def reviews(tmp_path):
    """Texts whose mood hangs on words that no list holds."""
    file = tmp_path / "reviews.csv"
    lines = [f"the blorp {n} was frabjous,pos\nthe blorp {n} was galumphing,neg" for n in range(30)]
    file.write_text("text,label\n" + "\n".join(lines) + "\n,\n", encoding="utf-8")
    return file


def read(path):
    return pyarrow.csv.read_csv(path).to_pydict()


def test_labels_teach_what_the_rules_cannot_know(reviews, tmp_path):
    out = tmp_path / "out.csv"
    rules = sentiment_of_file(reviews, text="text", out=out)
    assert (rules.rows, rules.method, rules.accuracy) == (61, "rules", None)
    assert set(read(out)["sentiment"]) == {"neutral"}
    trained = sentiment_of_file(reviews, text="text", label="label", out=out)
    assert (trained.rows, trained.method) == (61, "trained")
    assert trained.accuracy == trained.macro_f1 == 1.0
    found = read(out)
    assert found["sentiment"] == ["positive", "negative"] * 30 + ["neutral"]
    assert [score > 0 for score in found["score"][:60]] == [True, False] * 30


def test_too_few_labels_leave_the_rules(tmp_path):
    file = tmp_path / "few.csv"
    file.write_text("text,label\nlovely,1\nawful,0\n", encoding="utf-8")
    read_by = sentiment_of_file(file, text="text", label="label", out=tmp_path / "out.csv")
    assert (read_by.method, read_by.accuracy) == ("rules", None)
    assert read(tmp_path / "out.csv")["sentiment"] == ["positive", "negative"]


def test_labels_that_are_no_sentiments_are_refused_by_name(tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text("text,label\nlovely,1\nawful,purple\n", encoding="utf-8")
    with pytest.raises(InvalidValue, match="'purple'"):
        sentiment_of_file(file, text="text", label="label", out=tmp_path / "out.csv")
