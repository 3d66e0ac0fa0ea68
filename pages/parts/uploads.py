"""Where copies of uploaded files lie: they hold personal data, and go when the process ends."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import IO

from crm_core.store.lock import hold

PREFIX, HELD = "rapport-uploads-", "held"


@cache
def folder() -> str:
    """The folder of this process, made when the first file is uploaded."""
    made = tempfile.mkdtemp(prefix=PREFIX)
    _held(made)
    atexit.register(forget, made)
    return made


@cache
def _held(path: str) -> IO[str]:
    """The file whose lock says that the process of a folder lives."""
    file = open(Path(path) / HELD, "w", encoding="utf-8")  # noqa: SIM115 - open while held
    hold(file)
    return file


def forget(path: str) -> None:
    """Delete a folder of copies, as far as that can be done."""
    shutil.rmtree(path, ignore_errors=True)


def forget_all() -> None:
    """Delete every copy; a server that is told to stop ends without what `atexit` holds."""
    if folder.cache_info().currsize:
        _held(folder()).close()
        _held.cache_clear()
        forget(folder())
        folder.cache_clear()


def forget_left_behind() -> None:
    """Delete the copies of processes that were killed: nobody holds their folders any more."""
    for held in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{HELD}"):
        try:
            with held.open("r+", encoding="utf-8") as file:
                hold(file)
        except OSError:
            continue
        forget(str(held.parent))
