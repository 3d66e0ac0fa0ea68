"""One process holds a database: a lock file beside it says which.

DuckDB locks its file too, but its message names no holder, and its lock is dropped when anything in
the same process opens and closes the file. The side file is taken first; who comes second reads it.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from crm_core.errors import LockedDatabase

if sys.platform == "win32":
    import msvcrt

    def hold(file: IO[str]) -> None:
        """Lock an open file until it is closed; OSError where another holds it."""
        # Locks a byte far beyond the text, so that the text can still be read.
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
else:
    import fcntl

    def hold(file: IO[str]) -> None:
        """Lock an open file until it is closed; OSError where another holds it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class DatabaseLock:
    """The lock of one database file, held from `take` to `release`."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.path = database.with_name(f"{database.name}.lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock, or raise `LockedDatabase` naming the process that has it."""
        file = open(self.path, "a+", encoding="utf-8")  # noqa: SIM115 - kept open while held
        try:
            hold(file)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise LockedDatabase(self.database, holder) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now():%Y-%m-%d %H:%M:%S}")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; the file stays, so that two takers never race over its creation."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None
