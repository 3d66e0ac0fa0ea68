"""The verbs of kept segmentations: their keys, their exit codes, their last sentence."""

import json

import pytest

from crm_core.__main__ import main
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "crm.duckdb"
    with open_store(path, create=True) as store:
        make_demo(store, customers=120, seed=0, actor="tests")
    features = ("--features", "recency_days,frequency,monetary", "--log", "frequency,monetary")
    for name, k in (("Value", "3"), ("Finer", "4")):
        assert main(["segment", *features, "--k", k, "--save", name, "--database", str(path)]) == 0
    return path


@pytest.fixture
def run(company, capsys):
    def verb(*arguments: str) -> dict:
        capsys.readouterr()
        code = main([*arguments, "--database", str(company), "--json"])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        (line,) = printed.out.splitlines()
        return json.loads(line)

    return verb


@pytest.fixture
def refused(company, capsys):
    def verb(*arguments: str) -> str:
        capsys.readouterr()
        code = main([*arguments, "--database", str(company), "--json"])
        printed = capsys.readouterr()
        assert (code, printed.out) == (2, "")
        return printed.err.splitlines()[-1]

    return verb


def test_movement_answers_with_its_keys(run):
    given = ("--from", "2026-01-31", "--to", "2026-10-31")
    found = run("movement", "--segmentation", "value", *given)
    assert list(found) == [
        "flows",
        "moved",
        "stayed",
        "arrived",
        "segmentation",
        "from_date",
        "to_date",
    ]
    assert list(found["flows"][0]) == ["from", "to", "customers", "revenue"]
    assert found["moved"] + found["stayed"] + found["arrived"] == 120
    assert (found["from_date"], found["to_date"]) == ("2026-01-31", "2026-10-31")


def test_comparing_answers_with_its_keys(run):
    found = run("compare-segments", "Value", "Finer")
    assert list(found) == ["adjusted_rand", "mutual_information", "crosstab", "differing"]
    assert list(found["crosstab"][0]) == ["a", "b", "customers"]
    assert sum(cell["customers"] for cell in found["crosstab"]) == 120


def test_explaining_answers_with_its_keys(run):
    found = run("explain-segment", "K0000001", "--segmentation", "Value")
    assert list(found)[:5] == ["segment", "runner_up", "margin", "contributions", "change"]
    assert {"feature", "share"} <= set(found["contributions"][0])
    assert set(found["change"][0]) == {"feature", "from", "to"}


def test_refitting_answers_with_what_became_of_the_groups(run):
    found = run("refit-segmentation", "Value", "--seed", "7")
    assert (found["version"], found["seed"], found["members"]) == (2, 7, 120)
    assert [one["segment"] for one in found["kept"]] == [1, 2, 3]
    assert (found["split"], found["merged"], found["new"], found["gone"]) == ([], [], [], [])
    assert run("undo", found["change_set_id"])["conflicts"] == []
    assert run("refit-segmentation", "Value")["version"] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("movement", "--segmentation", "Vale", "--from", "2026-01-01", "--to", "2026-02-01"),
        ("compare-segments", "Vale", "Finer"),
        ("explain-segment", "K0000001", "--segmentation", "Vale"),
        ("refit-segmentation", "Vale"),
    ],
)
def test_an_unknown_name_is_told_with_the_names_there_are(refused, arguments):
    assert "No segmentation 'Vale'. Found: Finer, Value." in refused(*arguments)


def test_bad_input_is_told_in_one_sentence(refused):
    day = ("movement", "--segmentation", "Value", "--from", "2026-02-01", "--to")
    assert "a day not after 2026-01-01" in refused(*day, "2026-01-01")
    assert "YYYY-MM-DD" in refused(*day, "1 March")
    assert "No row 'nobody'" in refused("explain-segment", "nobody", "--segmentation", "Value")
