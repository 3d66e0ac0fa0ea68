"""Work that takes its time: begun by a button, watched on a bar, stopped by another button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from crm_core.errors import NotEnoughRows, RapportError
from pages.parts import links
from pages.parts.text import plain

Progress = Callable[[float, str], None]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Words:
    """What a piece of work is called on the screen, and what stands there before it is done.

    `in_screen_words` gives an error's sentence with the choices named as they stand on the page.
    """

    verb: str
    before: str
    first_step: str
    icon: str
    in_screen_words: Callable[[RapportError], str] = str


def on_demand(
    name: str, words: Words, held: Made | None, make: Callable[[Progress], Made]
) -> Made | None:
    """Draw the button; give what is held, or was made now, if anything was.

    `name` prefixes the keys: `{name}_run` begins, `{name}_cancel` stops, and whoever sets
    `{name}_now` in the session begins it too.
    """
    pressed = st.button(
        f"{words.verb} again" if held is not None else words.verb,
        icon=f":material/{words.icon}:",
        type="secondary" if held is not None else "primary",
        key=f"{name}_run",
        disabled=held is not None,
        help="Nothing to do: data and choices are as they were." if held is not None else None,
    )
    asked = st.session_state.pop(f"{name}_now", False)
    was_cancelled = st.session_state.pop(f"{name}_cancelled", False)
    if held is not None:
        return held
    if pressed or asked:
        return _watched(name, words, make)
    stopped = "That was cancelled, and nothing of it is kept. " if was_cancelled else ""
    st.info(f"{stopped}{words.before}", icon=f":material/{words.icon}:")
    return None


def _watched(name: str, words: Words, make: Callable[[Progress], Made]) -> Made | None:
    place = st.empty()
    with place.container(border=True, key=f"{name}_progress"):
        bar = st.progress(0.0, words.first_step)
        # Any press ends this run at the next step of the bar.
        st.button(
            "Cancel",
            icon=":material/stop_circle:",
            key=f"{name}_cancel",
            on_click=_cancel,
            args=(name,),
            help="Stops when the step that is being done is over; nothing is kept.",
        )
    try:
        return make(lambda share, step: bar.progress(share, plain(step)))
    except NotEnoughRows as error:
        said = f"Too few to learn from. {plain(words.in_screen_words(error))}"
        st.info(said, icon=":material/hourglass_empty:")
        st.page_link(links.IMPORT, label="Import a file", icon=":material/upload:")
    except RapportError as error:
        st.error(plain(words.in_screen_words(error)), icon=":material/error:")
    finally:
        place.empty()
    return None


def _cancel(name: str) -> None:
    st.session_state[f"{name}_cancelled"] = True
