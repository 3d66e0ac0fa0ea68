"""Labels learnt from texts: what is answered, what is not, and how a model is kept."""

import pyarrow.csv
import pytest

from crm_core.errors import NotEnoughRows, UnknownColumn, UntrustedModel
from crm_core.workflows.classes import DONT_KNOW, label_file, train_classes

SAID = {
    "refund": (
        "I want my money back",
        "please refund order {}",
        "退款还没到账 {}",
        "return the money",
    ),
    "delivery": (
        "where is parcel {}",
        "the courier never came",
        "快递还没到 {}",
        "when will it arrive",
    ),
    "invoice": (
        "send me the invoice {}",
        "a bill for our accounts",
        "请开发票 {}",
        "tax receipt please",
    ),
}
STRANGE = ("do you sponsor football clubs", "my cat likes the box", "who won the match", "今天天气")


def written(path, rows):
    lines = [f'"{text}",{label}' for text, label in rows]
    path.write_text("\n".join(["text,label", *lines]) + "\n", encoding="utf-8")
    return path


def labelled(times: int) -> list[tuple[str, str]]:
    return [
        (text.format(number), label)
        for number in range(times)
        for label, texts in SAID.items()
        for text in texts
    ]


@pytest.fixture
def files(tmp_path):
    strange = [(text, "other") for text in STRANGE]
    train = written(tmp_path / "train.csv", labelled(6) + strange)
    test = written(tmp_path / "test.csv", [*labelled(1), ("who won the cup", "other")])
    return train, test


def trained(store, train, **options):
    options = {"text": "text", "label": "label", "name": "Intents", "actor": "ann"} | options
    return train_classes(store, train, **options)


def test_labels_are_learnt_in_both_languages_and_strangers_refused(store, files, tmp_path):
    train, test = files
    found = trained(store, train, test=test, unknown_label="other")
    assert found.classes == ["delivery", "invoice", "refund"]
    assert (found.accuracy, found.macro_f1, found.accuracy_answered) == (1.0, 1.0, 1.0)
    assert found.unknown_recall == 1.0
    assert found.coverage > 0.9
    assert (found.rows, found.judged_on, found.version) == (72, "test", 1)

    asked = written(tmp_path / "asked.csv", [("快递还没到 9", ""), ("zzz qqq", ""), ("", "")])
    out = tmp_path / "out.csv"
    labelled_rows = label_file(store, asked, text="text", model="intents", out=out)
    assert (labelled_rows.rows, labelled_rows.unknown) == (3, 2)
    told = pyarrow.csv.read_csv(out).to_pydict()
    assert told["label"] == ["delivery", "other", "other"]
    assert told["confidence"][0] > 0.5
    assert told["confidence"][1:] == [0, 0]


def test_without_a_test_file_it_is_judged_on_what_was_held_back(store, files):
    found = trained(store, files[0], unknown_label="other")
    assert found.judged_on == "folds"
    assert found.accuracy == 1.0


def test_labels_without_signal_are_not_answered(store, tmp_path):
    rows = [(f"same words {n % 7}", "ab"[n * 5 % 11 % 2]) for n in range(60)]
    found = trained(store, written(tmp_path / "noise.csv", rows))
    assert found.accuracy < 0.75
    assert found.coverage < 0.5


def test_who_has_no_stranger_says_dont_know(store, tmp_path):
    file = written(tmp_path / "train.csv", labelled(3))
    trained(store, file)
    asked, out = written(tmp_path / "asked.csv", [("zzz", "")]), tmp_path / "out.csv"
    label_file(store, asked, text="text", model="Intents", out=out)
    assert pyarrow.csv.read_csv(out)["label"].to_pylist() == [DONT_KNOW]


def test_a_corrected_label_changes_the_next_fit(store, tmp_path):
    asked, out = written(tmp_path / "asked.csv", [("gift wrapping 3", "")]), tmp_path / "out.csv"
    for version, label in enumerate(("refund", "delivery"), start=1):
        extra = [(f"gift wrapping {number}", label) for number in range(6)]
        found = trained(store, written(tmp_path / "train.csv", labelled(3) + extra))
        assert found.version == version
        label_file(store, asked, text="text", model="Intents", out=out)
        assert pyarrow.csv.read_csv(out)["label"].to_pylist() == [label]


def test_one_label_alone_cannot_be_learnt(store, tmp_path):
    file = written(tmp_path / "one.csv", [("a word", "a"), ("more words", "a")])
    with pytest.raises(NotEnoughRows, match="two labels"):
        trained(store, file)
    assert store.data_version == 0


def test_a_model_that_is_not_there_or_was_altered_is_refused(store, files, tmp_path):
    out = tmp_path / "out.csv"
    with pytest.raises(UnknownColumn, match="classify train"):
        label_file(store, files[1], text="text", model="Intents", out=out)
    trained(store, files[0])
    with store.transaction(actor="eve", reason="Alter") as tx:
        tx.update("text_models", "select text_model_id, '{}' as card from text_models")
    with pytest.raises(UntrustedModel):
        label_file(store, files[1], text="text", model="Intents", out=out)
