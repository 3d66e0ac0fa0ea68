"""Saving what is on screen under the name that was typed, and remembering how it went."""

from __future__ import annotations

from collections.abc import Callable

from crm_core.errors import RapportError
from crm_core.workflows.keeping import Kept
from crm_core.workflows.records import Saved
from crm_core.workflows.renaming import LONGEST_NAME
from pages.parts import outcome


def kept(place: str, typed: str | None, noun: str, save: Callable[[str], Kept]) -> str | None:
    """Save under a typed name; give the name, or None where it was refused.

    The outcome is kept for the next run of what shows it under `place`.
    """
    name = (typed or "").strip()
    if not name:
        words = f"Give the {noun} a name first: 1 to {LONGEST_NAME} signs."
        outcome.remember_problem(place, words)
        return None
    try:
        done = save(name)
    except RapportError as error:
        outcome.remember_problem(place, error)
        return None
    saved = Saved(done.change_set_id, done.members, [])
    outcome.remember(place, saved, f"Saved '{name}'", "customer")
    return name
