"""The verbs of duplicates and merges: their keys, their exit codes, their last sentence."""

import json

import pytest

from crm_core.__main__ import main


@pytest.fixture
def run(tmp_path, capsys):
    def verb(*arguments: str) -> tuple[int, dict | str]:
        capsys.readouterr()
        code = main([*arguments, "--database", str(tmp_path / "crm.duckdb"), "--json"])
        printed = capsys.readouterr()
        if code:
            assert printed.out == ""
            return code, printed.err.strip().splitlines()[-1]
        (line,) = printed.out.splitlines()
        return code, json.loads(line)

    return verb


def test_duplicates_are_found_merged_and_given_back(run, tmp_path):
    for customer_id, name in (("a", "Ada King"), ("b", "King, Ada")):
        run("add", "customers", f"customer_id={customer_id}", f"name={name}", "email=ada@x.example")
        run("add", "orders", f"order_id=o{customer_id}", f"customer_id={customer_id}",
            "ordered_at=2024-01-01")  # fmt: skip
    out = tmp_path / "pairs.csv"
    _, found = run("duplicates", "--threshold", "0.6", "--out", str(out))
    assert (found["customers"], found["groups"], found["pairs"]) == (2, 1, 1)
    assert found["surest"][0]["customer_ids"] == ["a", "b"]
    header, row = out.read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith('"group","score","reason","customer_id","name","email"')
    assert "same e-mail, same name" in row

    _, merged = run("merge", "a", "b", "--value", "name=b")
    assert (merged["change_set_id"], merged["moved"]) == ("5", 1)
    run("add", "orders", "order_id=new", "customer_id=a", "ordered_at=2024-02-01")
    run("set", "customers", "a", "name=Ada")
    code, says = run("unmerge", "5", "--take", "customers:a:city")
    assert (code, "it is no conflict of undoing 5" in says) == (2, True)
    take = ("--take", "customers:a:name")
    _, back = run("unmerge", "5", "--assign", "orders:new=b", *take)
    assert (back["restored"], back["conflicts"]) == (1, [])
    assert run("show", "orders", "new")[1]["row"]["customer_id"] == "b"
    assert run("show", "customers", "a")[1]["row"]["name"] == "Ada King"
    assert run("check")[1]["ok"] is True


def test_an_undo_lists_conflicts_and_takes_those_that_are_chosen(run):
    run("add", "customers", "customer_id=a", "city=Hull")
    run("set", "customers", "a", "city=York")
    run("set", "customers", "a", "city=Bath")
    _, left = run("undo", "2")
    assert [c["column"] for c in left["conflicts"]] == ["city"]
    _, taken = run("undo", "2", "--take", "customers:a:city")
    assert (taken["reverted"], taken["conflicts"]) == (1, [])
    assert run("show", "customers", "a")[1]["row"]["city"] == "Hull"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["merge", "a", "a"], "name two different customers"),
        (["merge", "a", "nobody"], "No row 'nobody' in customers."),
        (["unmerge", "1"], "it is no merge"),
        (["unmerge", "99"], "No row '99' in change_sets."),
        (["unmerge", "1", "--assign", "orders=b"], "write TABLE:ID=CUSTOMER"),
        (["undo", "1", "--take", "customers:a"], "write TABLE:ID:COLUMN"),
        (["duplicates", "--threshold", "0"], "above 0 and at most 1"),
        (["duplicates", "--out", "pairs.pdf"], "ends in .csv, .xlsx or .parquet"),
    ],
)
def test_bad_input_is_exit_2_and_a_sentence(run, arguments, says):
    run("add", "customers", "customer_id=a", "name=Ada")
    code, sentence = run(*arguments)
    assert code == 2
    assert says in sentence
