"""The script of a view gives the numbers of the view."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm_core.segments import METHODS, Recipe, components, region_of
from crm_core.segments.rfm import rfm_recipe
from crm_core.store import open_store
from crm_core.workflows.demo import make_demo
from crm_core.workflows.scripts import region_script, script, written
from crm_core.workflows.segmentations import features_of, grouping_of, matrix_of

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 6, 30)
PLAIN = Recipe(("recency_days", "frequency", "monetary"), 3, DAY, log=("monetary",), seed=4)


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("scripts") / "crm.duckdb"
    with open_store(path, create=True) as store:
        make_demo(store, customers=120, seed=0, actor="tests")
    return path


def recipe_of(algorithm: str) -> Recipe:
    recipe = replace(PLAIN, algorithm=algorithm)
    if "k" not in METHODS[algorithm].options:
        recipe = replace(recipe, k=None)
    return rfm_recipe(recipe) if algorithm == "rfm" else recipe


def grouped(database, recipe):
    with open_store(database) as store, store.cursor() as con:
        return grouping_of(matrix_of(features_of(con, recipe), recipe), recipe)


def printed(text: str, capsys) -> dict[str, object]:
    """What a script prints before its table, by the words in front of it."""
    exec(compile(text, "script", "exec"), {"__name__": "__main__"})
    lines = capsys.readouterr().out.splitlines()
    values = dict(line.split(": ", 1) for line in lines if ": " in line)
    return {name: ast.literal_eval(value.replace("nan", "None")) for name, value in values.items()}


@pytest.mark.parametrize("algorithm", list(METHODS))
def test_the_script_of_every_method_gives_its_numbers(algorithm, database, capsys):
    recipe = recipe_of(algorithm)
    expected = grouped(database, recipe)
    assert printed(script(recipe, database), capsys) == {
        "sizes": list(expected.sizes),
        "in no segment": expected.noise,
        "left out": expected.matrix.dropped,
        "centres": expected.centres.tolist(),
        "inertia": expected.inertia,
    }


def test_a_script_runs_by_itself_and_ends_with_the_profile(database):
    run = subprocess.run(
        [sys.executable, "-c", script(PLAIN, database)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    expected = grouped(database, PLAIN)
    assert f"sizes: {list(expected.sizes)}" in run.stdout
    assert "revenue_share" in run.stdout
    last = run.stdout.splitlines()[-1].split()
    assert last[:2] == ["All", str(expected.matrix.rows)]


def test_the_script_of_a_region_finds_who_lies_in_it(database, capsys):
    corners = ((-9.0, -9.0), (0.5, -9.0), (0.5, 9.0), (-9.0, 9.0))
    with open_store(database) as store, store.cursor() as con:
        matrix = matrix_of(features_of(con, PLAIN), PLAIN)
    expected = region_of(matrix, components(matrix), corners)
    said = printed(region_script(PLAIN, corners, database), capsys)
    assert said["sizes"] == list(expected.sizes)
    assert 0 < expected.sizes[0] < matrix.rows
    assert said["in no segment"] == expected.noise


def test_a_recipe_is_written_without_what_is_so_by_default():
    assert written(PLAIN).splitlines() == [
        "Recipe(",
        "    features=('recency_days', 'frequency', 'monetary'),",
        "    k=3,",
        "    as_of=date.fromisoformat('2026-06-30'),",
        "    log=('monetary',),",
        "    seed=4,",
        ")",
    ]
