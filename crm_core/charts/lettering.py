"""Text from data, as Plotly shows it letter by letter."""

from __future__ import annotations

from html import escape


def literal(text: object) -> str:
    """Give `text` so that no part of it is read as a tag: Plotly knows bold, links and more.

    Quotes stay: Plotly does not read their names.

    >>> literal("<b>Tea</b> & 'cups'")
    "&lt;b&gt;Tea&lt;/b&gt; &amp; 'cups'"
    """
    return escape(str(text), quote=False)


def wrapped(label: str, most: int = 14, *, most_lines: int | None = None) -> str:
    """Give words over several lines, so that they fit a narrow column or screen.

    Words beyond the last of `most_lines` are left out.

    >>> wrapped("Lapsed small spenders of tea", 14, most_lines=2)
    'Lapsed small<br>spenders of…'
    """
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if most_lines is not None and len(lines) > most_lines:
        lines = [*lines[: most_lines - 1], f"{lines[most_lines - 1]}…"]
    return "<br>".join(map(literal, lines))


def cut(text: str, most: int) -> str:
    """Give `text`, its end left out where it has more than `most` letters.

    >>> cut("Lapsed small spenders", 7)
    'Lapsed…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def inside(label: str) -> str:
    """Give a label as it stands inside a sentence: no capital, unless it is one such as SMS.

    >>> inside("Days since last order"), inside("SMS responses")
    ('days since last order', 'SMS responses')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
