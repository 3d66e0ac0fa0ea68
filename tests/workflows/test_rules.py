"""Rules as a workflow and on the command line: counted, kept, said of saved segments."""

from __future__ import annotations

import ast
import csv
import json
from datetime import date

import duckdb
import pytest

from crm_core import segments
from crm_core.__main__ import main
from crm_core.errors import InvalidRule, InvalidValue
from crm_core.records.directory import Filters
from crm_core.records.listing import count_of
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.rule_script import rule_script
from crm_core.workflows.rules import rule_count, segment_by_rule
from crm_core.workflows.segmentations import segment
from crm_core.workflows.tree_rules import segment_rules

RULE = {
    "all": [
        {"feature": "frequency", "op": ">=", "value": 2},
        {"not": {"feature": "country", "op": "in", "value": ["China", "O'Neill; --"]}},
        {
            "history": "communications",
            "where": [{"column": "channel", "op": "=", "value": "email"}],
            "within_days": 200,
            "count": {"op": ">=", "value": 1},
        },
    ]
}
RFM = ("recency_days", "frequency", "monetary")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A closed database with a demo company of 200 customers."""
    path = tmp_path_factory.mktemp("rules") / "crm.duckdb"
    with open_store(path, create=True) as store:
        make_demo(store, customers=200, seed=1, actor="tests")
    return path


@pytest.fixture
def path(made, tmp_path):
    copy = tmp_path / "crm.duckdb"
    copy.write_bytes(made.read_bytes())
    return copy


@pytest.fixture
def company(path):
    with open_store(path) as store:
        yield store


@pytest.fixture
def run(path, tmp_path, capsys):
    """Run a verb on the database: its exit code, its answer or None, what it said on stderr."""

    def verb(*arguments, **files):
        for name, content in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        given = [str(tmp_path / a) if a.endswith((".json", ".csv")) else a for a in arguments]
        code = main([*given, "--database", str(path), "--json"])
        out, said = capsys.readouterr()
        return code, json.loads(out) if out else None, said

    return verb


def test_the_sql_and_parameters_of_a_count_give_it_in_plain_duckdb(run, path):
    code, answer, _ = run("rule-count", "rule.json", rule=RULE)
    assert code == 0
    assert list(answer) == ["count", "sql", "parameters", "as_of"]
    assert 0 < answer["count"] < 200
    assert "O'Neill" not in answer["sql"]
    with duckdb.connect(str(path), read_only=True) as plain:
        rows = plain.execute(answer["sql"], answer["parameters"]).fetchall()
    assert len(rows) == len(set(rows)) == answer["count"]


def test_a_count_is_as_of_a_day(run):
    nobody_yet = run("rule-count", "rule.json", "--as-of", "2000-01-01", rule=RULE)[1]
    assert nobody_yet["count"] == 0
    assert nobody_yet["as_of"] == "2000-01-01"
    assert nobody_yet["parameters"]["as_of"] == "2000-01-01"


def test_the_segment_of_a_rule_has_the_keys_of_every_segment(run):
    grouped = run("segment", "--features", "frequency", "--k", "2")[1]
    answer = run("segment", "--rule", "rule.json", rule=RULE)[1]
    assert list(answer) == list(grouped)
    counted = run("rule-count", "rule.json", rule=RULE)[1]
    assert answer == {
        "k": 1,
        "features": ["frequency", "country"],
        "rows": 200,
        "dropped": None,
        "inertia": None,
        "silhouette": None,
        "silhouette_rows": None,
        "sizes": [counted["count"]],
        "centers": None,
        "as_of": counted["as_of"],
        "seed": 0,
        "segmentation_id": None,
        "change_set_id": None,
        "algorithm": "rule",
        "noise": None,
        "fitted_on": None,
    }


def test_the_file_of_a_rule_holds_its_members_only(run, tmp_path):
    answer = run("segment", "--rule", "rule.json", "--out", "members.csv", rule=RULE)[1]
    with (tmp_path / "members.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [len(rows)] == answer["sizes"]
    assert {row["segment"] for row in rows} == {"1"}


def test_a_saved_rule_is_a_segmentation_that_filters_and_can_be_undone(company):
    found = segment_by_rule(company, RULE, save="Reached buyers", actor="tests")
    with company.cursor() as con:
        [kept] = segments.saved(con)
        filters = Filters(segmentation=found.segmentation_id, segment=1)
        assert count_of(con, filters) == found.sizes[0] == kept.members
    assert (kept.name, kept.method, kept.parameters["algorithm"]) == (
        "Reached buyers",
        "rule",
        "rule",
    )
    assert rule_count(company, kept.parameters["rule"]).count == found.sizes[0]
    company.undo(found.change_set_id, actor="tests")
    with company.cursor() as con:
        assert segments.saved(con) == []


def test_the_script_of_a_rule_gives_its_count_and_its_members(run, path, capsys):
    answer = run("rule-count", "rule.json", "--as-of", "2026-06-30", rule=RULE)[1]
    text = rule_script(RULE, date(2026, 6, 30), path)
    exec(compile(text, "script", "exec"), {"__name__": "__main__"})
    said = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    assert int(said["customers"]) == answer["count"] > 0
    assert len(ast.literal_eval(said["ids"])) == answer["count"]


def test_a_refused_rule_writes_nothing(company):
    before = company.data_version
    with pytest.raises(InvalidRule):
        segment_by_rule(company, {"feature": "nope"}, save="No", actor="tests")
    with pytest.raises(InvalidValue):
        segment_by_rule(company, RULE, save=" ", actor="tests")
    assert company.data_version == before


@pytest.mark.parametrize(
    ("arguments", "files", "sentence"),
    [
        (
            ("rule-count", "rule.json"),
            {"rule": {"all": [RULE, {"feature": "age", "op": "~", "value": 1}]}},
            "all[1].op: 'age' is a number and cannot be compared so",
        ),
        (("rule-count", "none.json"), {}, "Cannot read 'none.json'"),
        (
            ("segment", "--rule", "rule.json", "--k", "3"),
            {"rule": RULE},
            "'3' is no value for --k beside --rule",
        ),
        *(
            (
                ("segment", "--rule", "rule.json", option, value),
                {"rule": RULE},
                f"'{value}' is no value for {option} beside --rule",
            )
            for option, value in (
                ("--algorithm", "dbscan"),
                ("--min-samples", "3"),
                ("--min-cluster-size", "5"),
                ("--scale", "robust"),
                ("--missing", "drop"),
            )
        ),
        (("segment", "--k", "3"), {}, "choose at least one"),
        (
            ("segment", "--features", "frequency", "--k", "2", "--cuts", "cuts.json"),
            {"cuts": {"frequency": [2]}},
            "K-means has no use for it",
        ),
        (
            ("segment", "--algorithm", "rfm", "--cuts", "cuts.json"),
            {"cuts": {"frequency": [2, 1]}},
            "frequency[1]: it lies below the one before, was 1.",
        ),
        (
            ("segment", "--algorithm", "rfm", "--features", "age"),
            {},
            "RFM groups by recency_days, frequency, monetary",
        ),
        (("segment-rules", "--segmentation", "Nope"), {}, "No segmentation 'Nope'."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(run, arguments, files, sentence):
    code, answer, said = run(*arguments, **files)
    assert code == 2
    assert answer is None
    assert sentence in said.splitlines()[-1]


def test_a_rule_file_may_be_broken_or_no_text(path, tmp_path, capsys):
    for content, sentence in ((b"{", "line 1"), (b"\xff\xfe\x00", "it is no text in UTF-8")):
        (tmp_path / "rule.json").write_bytes(content)
        assert main(["rule-count", str(tmp_path / "rule.json"), "--database", str(path)]) == 2
        assert sentence in capsys.readouterr().err


def test_segments_are_said_as_sql_with_exactly_the_figures_claimed(run, path):
    saved = run("segment", "--features", ",".join(RFM), "--k", "4", "--save", "Four")[1]
    code, answer, _ = run("segment-rules", "--segmentation", "Four")
    assert code == 0
    assert [said["segment"] for said in answer["segments"]] == [1, 2, 3, 4]
    with duckdb.connect(str(path), read_only=True) as plain:
        for said in answer["segments"]:
            assert list(said) == ["segment", "rule", "sql", "precision", "recall"]
            chosen = {row[0] for row in plain.execute(said["sql"]).fetchall()}
            members = {
                row[0]
                for row in plain.execute(
                    "select customer_id from segment_members "
                    "where segmentation_id = ? and segment = ?",
                    [saved["segmentation_id"], said["segment"]],
                ).fetchall()
            }
            assert said["precision"] == len(chosen & members) / len(chosen)
            assert said["recall"] == len(chosen & members) / len(members) > 0.5
            assert len(members) == saved["sizes"][said["segment"] - 1]


def test_a_rule_segmentation_is_said_as_its_own_rule(company):
    segment_by_rule(company, RULE, save="Rule", actor="tests")
    [said] = segment_rules(company, "rule").segments
    assert (said.precision, said.recall) == (1.0, 1.0)
    assert said.rule.startswith("Orders is at least 2 and not (Country is one of 'China'")


def test_rfm_is_said_without_a_miss(company):
    segment(company, features=(), algorithm="rfm", save="RFM", actor="tests")
    for said in segment_rules(company, "RFM").segments:
        assert said.recall > 0.9


def test_rfm_keeps_names_and_learned_cuts(company):
    found = segment(company, features=(), algorithm="rfm", save="RFM", actor="tests")
    assert found.features == RFM
    assert found.noise == 0
    assert sum(found.sizes) == found.rows == 200 - found.dropped
    with company.cursor() as con:
        names = {one.name for one in segments.saved_segments(con, found.segmentation_id)}
        [kept] = segments.saved(con)
    assert {"Champions", "Lost", "At risk"} <= names
    assert len(kept.parameters["model"]["cuts"]["recency_days"]) == 4


def test_cut_points_of_a_file_are_used(run):
    cuts = {
        "frequency": [1],
        "groups": [{"name": "Once", "f": [1, 1]}, {"name": "Again", "f": [2, 2]}],
    }
    answer = run("segment", "--algorithm", "rfm", "--cuts", "cuts.json", cuts=cuts)[1]
    once = run("rule-count", "r.json", r={"feature": "frequency", "op": "=", "value": 1})[1]
    again = run("rule-count", "r.json", r={"feature": "frequency", "op": ">", "value": 1})[1]
    assert sorted(answer["sizes"]) == sorted([once["count"], again["count"]])


def test_the_day_left_out_is_that_of_the_last_order_or_communication(company):
    with company.cursor() as con:
        [(last,)] = con.execute(
            "select greatest((select max(ordered_at) from orders), "
            "(select max(occurred_at) from communications))::date"
        ).fetchall()
    assert rule_count(company, RULE).as_of == last
    assert isinstance(last, date)
