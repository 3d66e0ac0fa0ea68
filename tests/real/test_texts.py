"""What is read of real texts: review sentences, and questions to a bank."""

from __future__ import annotations

import pyarrow.csv
import pytest

from crm_core.workflows.classes import train_classes
from crm_core.workflows.sentiments import sentiment_of_file

pytestmark = pytest.mark.real

PUBLISHED = {"amazon_cells": 0.834, "imdb": 0.786, "yelp": 0.811}
"""Accuracy of TF-IDF and logistic regression in 10 folds, as the data sets' README says."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_review_sentences_are_read_by_rules_and_by_their_labels(real_data, tmp_path, name):
    file, out = real_data / "sentiment" / f"{name}_labelled.txt", tmp_path / "out.csv"
    options = {"text": "1", "has_header": False, "out": out}
    trained = sentiment_of_file(file, label="2", **options)
    assert trained.rows == 1000
    assert trained.accuracy == pytest.approx(PUBLISHED[name], abs=0.02)

    sentiment_of_file(file, **options)
    said = pyarrow.csv.read_csv(out)["sentiment"].to_pylist()
    lines = file.read_text(encoding="utf-8").rstrip("\n").split("\n")
    right = [
        (word == "positive") == line.endswith("1") for word, line in zip(said, lines, strict=True)
    ]
    assert sum(right) / 1000 >= 0.7


def test_questions_to_a_bank_are_told_apart(real_data, store):
    folder = real_data / "banking77"
    found = train_classes(
        store,
        folder / "train.csv",
        text="text",
        label="category",
        name="Intents",
        test=folder / "test.csv",
        actor="ann",
    )
    assert len(found.classes) == 77
    assert found.accuracy >= 0.89
    assert found.macro_f1 >= 0.89
    assert found.coverage > 0.85
    assert found.accuracy_answered > 0.94
