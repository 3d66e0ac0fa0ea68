"""Advice on K on the segments page: on demand, in words, taken up, honest where there is none."""

from __future__ import annotations

import pytest

from crm_core.errors import NotEnoughRows
from crm_core.features import default_as_of
from crm_core.segments import Advice, Candidate
from crm_core.segments.evidence import Evidence
from crm_core.workflows.advice import choose_k
from pages.parts import segments_advice

PAGE = "pages/understand/segments.py"
RFM = ("recency_days", "frequency", "monetary")


@pytest.fixture
def opened(visit):
    """Open the tab of the advice."""
    return lambda **choices: visit(PAGE, segments_more="How many?", **choices)


def buttons(app) -> dict[str, object]:
    return {button.key: button for button in app.button}


def boxes(app) -> str:
    return " ".join(each.value for kind in (app.success, app.warning, app.info) for each in kind)


def made_up(verdict: str, suggested_k: int | None) -> Advice:
    """An advice that says this of two candidates."""
    candidates = tuple(
        Candidate(k, 9.0 - k, 0.5 - k / 10, 10.0, None, 0.1, 0.9, 0.5, 4) for k in (2, 3)
    )
    evidence = tuple(Evidence(k, 0.1, 0.01, 0.9, 0.5, 1.25, 0.0, 0.1, 0.2) for k in (2, 3))
    return Advice(candidates, evidence, suggested_k, verdict, f"Because {verdict}.", 9_000, 3_000)


@pytest.fixture
def says(monkeypatch):
    """Let the advice be this, and count how often it is worked out."""

    def set_to(advice: Advice) -> list[int]:
        asked = []

        def answered(values, *, seed, progress):
            progress(0.5, "Half")
            asked.append(len(values))
            return advice

        monkeypatch.setattr(segments_advice, "advise", answered)
        return asked

    return set_to


def test_the_advice_is_that_of_the_command_line(demo_store, opened):
    app = opened()
    assert not app.exception
    assert boxes(app) == ""
    buttons(app)["segments_advise"].click().run()
    assert not app.exception
    with demo_store.cursor() as con:
        expected = choose_k(demo_store, features=RFM, log=RFM[1:], as_of=default_as_of(con))
    said = boxes(app).replace("\\", "")
    assert expected.reason in said
    [table] = [each.value for each in app.dataframe if "stability_noise" in each.value]
    assert table["k"].tolist() == [each.k for each in expected.candidates]
    assert table["stability"].tolist() == [each.stability for each in expected.candidates]
    assert table["smallest"].tolist() == [each.smallest for each in expected.candidates]
    assert "segments_advise" not in buttons(app)


def test_the_suggested_number_is_taken_up_by_a_button(demo_store, opened, says):
    says(made_up("clear", 3))
    app = opened()
    buttons(app)["segments_advise"].click().run()
    assert "**3 segments: clear.** Because clear." in boxes(app)
    buttons(app)["segments_use_k"].click().run()
    assert app.slider(key="segments_k").value == 3
    assert not app.exception


def test_no_real_groups_suggest_nothing_to_use(demo_store, opened, says):
    says(made_up("none", None))
    app = opened()
    buttons(app)["segments_advise"].click().run()
    assert [each.value for each in app.info] == ["**No real groups.** Because none."]
    assert "segments_use_k" not in buttons(app)


def test_weak_groups_are_a_warning(demo_store, opened, says):
    says(made_up("weak", 2))
    app = opened()
    buttons(app)["segments_advise"].click().run()
    said = [each.value for each in app.warning]
    assert "**2 segments, perhaps: the groups are weak.** Because weak." in said


def test_one_measure_is_never_the_answer_and_says_so(demo_store, opened, says):
    says(made_up("clear", 3))
    app = opened()
    buttons(app)["segments_advise"].click().run()
    captions = " ".join(each.value for each in app.caption)
    assert "One measure never decides: the silhouette alone would say 2." in captions
    assert "from 3,000 of 9,000 customers" in captions


def test_another_k_asks_no_new_advice_and_other_features_do(demo_store, opened, says):
    asked = says(made_up("clear", 3))
    app = opened()
    buttons(app)["segments_advise"].click().run()
    app.slider(key="segments_k").set_value(6).run()
    assert "Because clear." in boxes(app)
    app.multiselect(key="segments_features").set_value(["frequency", "monetary"]).run()
    assert "Because clear." not in boxes(app)
    assert len(asked) == 1
    buttons(app)["segments_advise"].click().run()
    assert len(asked) == 2


def test_what_cannot_be_advised_on_is_said(demo_store, opened, monkeypatch):
    def refused(values, **options):
        raise NotEnoughRows("Advice on 2 segments", 4, 3, "Choose other features.")

    monkeypatch.setattr(segments_advice, "advise", refused)
    app = opened()
    buttons(app)["segments_advise"].click().run()
    assert not app.exception
    said = [each.value for kind in (app.error, app.warning, app.info) for each in kind]
    assert any("needs at least 4 rows" in sentence for sentence in said)
