"""Where copies of uploaded files lie: they hold personal data, and go when the process ends."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache


@cache
def folder() -> str:
    """The folder of this process, made when the first file is uploaded."""
    made = tempfile.mkdtemp(prefix="rapport-uploads-")
    atexit.register(forget, made)
    return made


def forget(path: str) -> None:
    """Delete a folder of copies, as far as that can be done."""
    shutil.rmtree(path, ignore_errors=True)


def forget_all() -> None:
    """Delete every copy; a server that is told to stop ends without what `atexit` holds."""
    if folder.cache_info().currsize:
        forget(folder())
        folder.cache_clear()
