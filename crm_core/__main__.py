"""The command line: a second face over the workflows, for cron jobs and scripts.

Exit 0: done. 1: `check` found problems. 2: bad input, or a database that cannot serve.
3: unexpected. On 2 and 3 stdout is empty and stderr ends with one plain sentence.
"""

from __future__ import annotations

import os
import sys

import typer
from typer.exceptions import TyperException

from crm_core.commands import app
from crm_core.console import complain, speak_utf8
from crm_core.errors import RapportError


def _said_plainly(message: str) -> str:
    """A message of the option parser without the words of the library behind it."""
    return message.replace(
        "Input should be a valid integer, unable to parse string as an integer",
        "write a whole number",
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and give its exit code."""
    speak_utf8()
    try:
        code = app(args=arguments, standalone_mode=False, prog_name="python -m crm_core")
    except TyperException as error:
        complain(_said_plainly(error.format_message()))
        return 2
    except RapportError as error:
        complain(str(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        complain("Stopped; nothing was written.")
        return 3
    except Exception as error:
        if os.environ.get("RAPPORT_DEBUG"):
            raise
        complain(f"Unexpected {type(error).__name__}: {error}. RAPPORT_DEBUG=1 shows where.")
        return 3
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    sys.exit(main())
