"""The command line keeps its promise: keys, exit codes, one sentence where it fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from crm_core.__main__ import main
from crm_core.commands.frame import change_set, day, names, pairs
from crm_core.errors import InvalidValue
from crm_core.store import open_store

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.delenv("RAPPORT_DATABASE", raising=False)
    return tmp_path / "crm.duckdb"


@pytest.fixture
def run(file, capsys):
    """Run a verb with --json on a database of its own and give its answer."""

    def verb(*arguments: str) -> dict:
        code = main([*arguments, "--database", str(file), "--json"])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        (line,) = printed.out.splitlines()
        return json.loads(line)

    return verb


@pytest.fixture
def refused(file, capsys):
    """Run a verb that must fail and give its exit code and last sentence."""

    def verb(*arguments: str) -> tuple[int, str]:
        code = main([*arguments, "--database", str(file), "--json"])
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "Traceback" not in printed.err
        assert "─" not in printed.err
        return code, printed.err.splitlines()[-1]

    return verb


def test_a_row_goes_through_every_verb_and_back(run):
    added = run("add", "customers", "name=Ada=Lovelace", "age=36", "--actor", "ann")
    assert added == {"id": "cust-1", "change_set_id": "1", "rows": 1, "conflicts": []}
    assert run("set", "customers", "cust-1", "city=Turin") == {
        "change_set_id": "2",
        "rows": 1,
        "conflicts": [],
    }
    stale = run("set", "customers", "cust-1", "city=Rome", "--row-version", "1")
    assert stale["conflicts"] == [
        {"table": "customers", "id": "cust-1", "column": "city", "now": "Turin", "wanted": "Rome"}
    ]
    shown = run("show", "customers", "cust-1")["row"]
    assert (shown["name"], shown["age"], shown["city"]) == ("Ada=Lovelace", 36, "Turin")
    assert run("delete", "customers", "cust-1")["rows"] == 1
    assert run("restore-row", "customers", "cust-1")["rows"] == 1
    assert run("undo", "2") == {"change_set_id": "5", "reverted": 1, "conflicts": []}
    listed = run("history", "--row", "customers:cust-1", "-n", "9")["change_sets"]
    assert [entry["id"] for entry in listed] == ["5", "4", "3", "2", "1"]
    assert [entry["undone_by"] for entry in listed] == [None, None, None, "5", None]
    assert set(listed[0]) == {"id", "at", "actor", "reason", "rows", "undone_by"}
    assert listed[-1]["actor"] == "ann"
    assert run("check") == {"ok": True, "problems": []}


def test_an_undo_says_what_it_left_alone(run):
    run("add", "customers", "customer_id=c1", "city=Bonn")
    run("set", "customers", "c1", "city=Rome")
    run("set", "customers", "c1", "city=Oslo")
    assert run("undo", "2") == {
        "change_set_id": None,
        "reverted": 0,
        "conflicts": [
            {"table": "customers", "id": "c1", "column": "city", "now": "Oslo", "would_be": "Bonn"}
        ],
    }


def test_the_number_of_segments_is_advised(run, tmp_path, file):
    people = tmp_path / "people.csv"
    rows = [f"c{at},{20 + at % 7},{1_000 + 13 * (at % 11)}" for at in range(40)]
    rows += [f"d{at},{60 + at % 7},{9_000 + 13 * (at % 11)}" for at in range(40)]
    people.write_text("\n".join(["customer_id,age,income", *rows]), encoding="utf-8")
    run("import", "customers", str(people))
    found = run("choose-k", "--features", "age,income", "--k-max", "4", "--as-of", "2026-01-01")
    assert list(found) == ["candidates", "suggested_k", "verdict", "reason", "as_of", "seed"]
    assert [each["k"] for each in found["candidates"]] == [2, 3, 4]
    assert (found["suggested_k"], found["verdict"]) == (2, "clear")
    assert (found["candidates"][0]["smallest"], found["as_of"]) == (40, "2026-01-01")
    same = run("segment", "--features", "age,income", "--k", "2", "--as-of", "2026-01-01")
    assert found["candidates"][0]["inertia"] == pytest.approx(same["inertia"])


def test_advice_that_cannot_be_given_is_refused(run, refused):
    run("add", "customers", "name=Ada", "age=36")
    code, sentence = refused("choose-k", "--features", "age", "--k-min", "5", "--k-max", "4")
    assert (code, "k-max" in sentence) == (2, True)
    assert refused("choose-k", "--features", "agee")[1].endswith("Did you mean 'age'?")


def test_the_main_job_runs_from_file_to_segments(run, tmp_path):
    lines = ["order_id,product_id,quantity,unit_price,ordered_at,customer_id,description"]
    for number in range(8):
        day = f"2024-0{number + 1}-05"
        lines.append(f"o{number},mug,{number + 1},2.50,{day},c{number % 3},A mug")
    lines.append("o9,mug,1,-5,2024-09-01,c1,Bad debt")
    (tmp_path / "lines.csv").write_text("\n".join(lines))
    imported = run("import", "orders", str(tmp_path / "lines.csv"))
    assert imported["rules"] == [
        {"rule": "negative_price", "rows": 1},
        {"rule": "codes_normalised", "rows": 9},
    ]
    assert Path(imported.pop("rejects_file")).exists()
    assert {key: value for key, value in imported.items() if key != "rules"} == {
        "table": "orders",
        "read": 9,
        "created": 8,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "change_set_id": "1",
        "orders_created": 8,
        "customers_created": 3,
        "products_created": 1,
    }
    figures = run("kpis", "--from", "2024-02-01", "--to", "2024-03-31")
    assert list(figures) == [
        "revenue",
        "orders",
        "active_customers",
        "repeat_rate",
        "average_order_value",
        "response_rate",
    ]
    assert figures["revenue"] == {"value": 12.5, "previous": 2.5}
    assert figures["response_rate"] == {"value": None, "previous": None}
    table = run("features", "--as-of", "2024-08-31", "--out", str(tmp_path / "f.csv"))
    assert (table["as_of"], table["customers"]) == ("2024-08-31", 3)
    assert {"recency_days", "frequency", "monetary"} <= set(table["columns"])
    grouped = run("segment", "--features", "frequency,monetary", "--k", "2", "--save", "Two")
    assert list(grouped)[:8] == [
        "k",
        "features",
        "rows",
        "dropped",
        "inertia",
        "silhouette",
        "silhouette_rows",
        "sizes",
    ]
    assert (grouped["sizes"], grouped["as_of"], grouped["seed"]) == ([2, 1], "2024-08-05", 0)
    assert [len(centre) for centre in grouped["centers"]] == [2, 2]


def test_a_demo_counts_its_rows_and_echoes_its_seed(run):
    made = run("demo", "--customers", "5", "--seed", "3")
    assert list(made) == ["customers", "orders", "order_lines", "communications", "seed"]
    assert (made["customers"], made["seed"]) == (5, 3)


def test_names_in_any_script_are_written_whatever_the_terminal_speaks(file):
    arguments = ["add", "customers", "name=王芳", "--database", str(file), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "crm_core", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    shown = subprocess.run(
        [sys.executable, "-m", "crm_core", "show", "customers", "cust-1", *arguments[3:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, shown.returncode) == (0, 0)
    assert json.loads(shown.stdout.decode("utf-8"))["row"]["name"] == "王芳"


def test_an_export_says_how_many_rows(run, tmp_path):
    run("add", "products", "product_id=MUG", "price=3.5")
    assert run("export", "products", "--out", str(tmp_path / "p.csv")) == {"rows": 1}
    assert (tmp_path / "p.csv").read_text("utf-8-sig").splitlines()[1].startswith('"MUG"')


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "customers", "c9"], "No row 'c9' in customers."),
        (["show", "planets", "c9"], "No table 'planets'."),
        (["set", "customers", "c1", "age"], "write name=value"),
        (["set", "customers", "c1", "age=x"], "'x' is no value for age"),
        (["set", "customers", "c1", "customer_id=c2"], "cannot be changed"),
        (["set", "customers", "c1", "row_version=5"], "cannot be changed"),
        (["set", "customers", "c1", "age=5", "--row-version", "9"], "the row is at version 1"),
        (["history", "-n", "many"], "write a whole number"),
        (["undo", "99"], "No row '99' in change_sets. Check the id, or look it up with `history`"),
        (["undo", "x"], "'x' is no value for change-set"),
        (["undo", "²"], "'²' is no value for change-set"),
        (["history", "--row", "c1"], "write TABLE:ID"),
        (["history", "--row", "customers:c9"], "No row 'c9'"),
        (["history", "--limit", "0"], "at least 1"),
        (["kpis", "--from", "2024-1-1", "--to", "2024-02-01"], "a day as YYYY-MM-DD"),
        (["kpis", "--from", "2024-02-30", "--to", "2024-03-01"], "a day as YYYY-MM-DD"),
        (["kpis", "--from", "2024-01-01"], "Missing option '--to'."),
        (["export", "customers", "--out", "x.pdf"], "ends in .csv, .xlsx or .parquet"),
        (["frobnicate"], "No such command 'frobnicate'."),
        (["check", "--nonsense"], "No such option: --nonsense"),
    ],
)
def test_bad_input_is_exit_2_and_a_sentence(run, refused, arguments, says):
    run("add", "customers", "customer_id=c1")
    code, sentence = refused(*arguments)
    assert code == 2
    assert says in sentence


def test_a_reader_does_not_make_a_database(refused, file):
    code, sentence = refused("check")
    assert code == 2
    assert sentence.startswith("No database at")
    assert not file.exists()


def test_a_dry_run_makes_no_database(run, file, tmp_path):
    (tmp_path / "c.csv").write_text("customer_id,name\nc1,Ada\n")
    planned = run("import", "customers", str(tmp_path / "c.csv"), "--dry-run")
    assert (planned["created"], planned["change_set_id"]) == (1, None)
    assert not file.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "customers", "age=old"],
        ["add", "planets", "name=Mars"],
        ["import", "customers", "nowhere.csv"],
        ["demo", "--customers", "0"],
    ],
)
def test_a_verb_that_failed_leaves_no_new_database_behind(refused, file, arguments):
    code, _ = refused(*arguments)
    assert code == 2
    assert not file.exists()


def test_a_folder_that_is_a_file_is_exit_2(refused, tmp_path, capsys):
    (tmp_path / "note").write_text("")
    code = main(["add", "customers", "name=Ada", "--database", str(tmp_path / "note" / "x.duckdb")])
    assert code == 2
    assert "cannot be opened for writing" in capsys.readouterr().err


def test_a_newer_database_is_exit_2(run, refused, file):
    run("add", "customers", "customer_id=c1")
    with duckdb.connect(str(file)) as con:
        con.execute("insert into schema_versions values (999, timestamp '2030-01-01')")
    code, sentence = refused("check")
    assert code == 2
    assert "update Rapport to open it" in sentence


def test_a_foreign_file_is_exit_2_and_left_alone(refused, file):
    file.write_text("name\nAda\n")
    code, sentence = refused("add", "customers", "name=Ada")
    assert (code, file.read_text()) == (2, "name\nAda\n")
    assert "not a DuckDB file" in sentence


def test_a_database_in_use_is_exit_2_and_says_by_whom(refused, file):
    with open_store(file, create=True):
        code, sentence = refused("check")
    assert code == 2
    assert "is in use by process" in sentence


def test_a_check_that_finds_something_is_exit_1(run, file, capsys):
    run("add", "customers", "customer_id=c1")
    with duckdb.connect(str(file)) as con:
        con.execute("update customers set created_in = 77")
    assert main(["check", "--database", str(file), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert set(answer["problems"][0]) == {"code", "message", "table"}


def test_the_unexpected_is_exit_3_and_a_sentence(refused, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the floor is lava")

    monkeypatch.setattr("crm_core.commands.frame.open_store", broken)
    code, sentence = refused("check")
    assert code == 3
    assert "RuntimeError: the floor is lava" in sentence


def test_the_verbs_run_as_a_program(file):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "crm_core",
            "add",
            "customers",
            "name=王芳",
            "--database",
            str(file),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "id: cust-1"


def test_small_parsers_take_what_people_type():
    assert day("2024-02-29", "--as-of").isoformat() == "2024-02-29"
    assert pairs(["a=b=c", "x="], "--map") == {"a": "b=c", "x": ""}
    assert names('a, "b, c",d') == ["a", "b, c", "d"]
    assert names("") == []
    assert change_set("12") == 12
    with pytest.raises(InvalidValue):
        change_set("-1")
