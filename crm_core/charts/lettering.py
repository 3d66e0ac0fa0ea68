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
