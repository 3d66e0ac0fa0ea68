"""Text from data, made safe for elements that read Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_\[\]<>$~#|!&])")
_LEADING = re.compile(r"^(\s*)([-+]|\d+[.)])")
_AT = re.compile(r"(?<=\w)@(?=[\w-]+\.\w)")
_COLON = re.compile(r":(?=[A-Za-z+\-/]|\d+:)")


def plain(text: object) -> str:
    r"""Give `text` so that Markdown shows it letter by letter.

    A name such as `![x](http://...)` would otherwise make every reader's browser call out.
    None gives an empty string; line breaks become blanks.

    >>> plain("![x](http://a.b)")
    '\\!\\[x\\](http:\u2060//a.b)'
    >>> plain("ann@b.example leads at nDCG@10")
    'ann@\u2060b.example leads at nDCG@10'
    >>> plain("$5 and $6")
    '\\$5 and \\$6'
    """
    if text is None:
        return ""
    line = " ".join(str(text).split())
    line = _MARKS.sub(r"\\\1", line)
    line = _LEADING.sub(r"\1\\\2", line) if not line[:1].isdigit() else _numbered(line)
    # An e-mail address would become a link, found after parsing as well.
    line = _AT.sub("@\u2060", line)
    # :icon:, :colour[…] and bare addresses are found after parsing, where a backslash no longer
    # counts: an invisible word joiner after the colon breaks them.
    return _COLON.sub(":\u2060", line)


def _numbered(line: str) -> str:
    """`1. x` would start a list: the dot is escaped, not the digit."""
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", line)


def code(text: object) -> str:
    """Give `text` as inline code, with no backtick left to end it early."""
    if text is None:
        return ""
    return "`" + str(text).replace("`", "'") + "`"
