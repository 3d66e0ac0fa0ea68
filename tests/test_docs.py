"""What the documents say is so: verbs, rooms, files, pins."""

import re
from pathlib import Path

import pytest

from crm_core.commands import app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROOMS = sorted(
    path.stem
    for path in (ROOT / "crm_core").iterdir()
    if not path.stem.startswith("_") and (path.suffix == ".py" or path.is_dir())
)


def test_every_verb_is_in_the_readme_and_nothing_else_is():
    table = README.split("| verb | what it does |")[1].split("\n\n")[0]
    told = re.findall(
        r"`([a-z-]+)`", "\n".join(line.split("|")[1] for line in table.split("\n")[2:])
    )
    verbs = [each.name or each.callback.__name__ for each in app.registered_commands]
    verbs += [each.name for each in app.registered_groups]
    assert sorted(told) == sorted(verbs)


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "console"])
def test_every_room_is_on_the_map(room):
    assert f"`{room}`" in README


def test_every_file_the_readme_names_is_there():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target


def test_every_target_of_make_that_the_readme_names_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.M), target


@pytest.mark.parametrize(
    "record", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda p: p.stem
)
def test_every_decision_has_its_number_and_a_status(record):
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(record.stem[:4])}. ")
    assert "\nStatus: " in text


def test_what_the_app_needs_is_pinned_exactly():
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines():
        assert not line or line.startswith("#") or re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)
