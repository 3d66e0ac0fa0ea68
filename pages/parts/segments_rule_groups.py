"""Groups of conditions and histories of a rule: drawn one inside the other, and given as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from crm_core.segments.rule_fields import Field, Fields
from crm_core.segments.rule_reading import LONGEST_WINDOW
from crm_core.segments.rule_words import COUNT_WORDS
from pages.parts import segments_rule_condition, segments_rule_reads, workspace
from pages.parts.segments_rule_condition import KEPT
from pages.parts.segments_rule_tree import HOWS, Content, Draft, Node, joined

DEEPEST = 4
"""How many groups the screen opens one inside the other; a rule that is loaded may go deeper."""
HOW_WORDS = {"all": "All of these hold", "any": "Any of these holds", "none": "None of these holds"}
HISTORY_WORDS = {
    "orders": "bought",
    "communications": "was in contact",
    "events": "visited",
}
HISTORY_HELP = (
    "Bought counts orders, returns left out unless a detail asks for them. In contact counts "
    "communications both ways, over every channel. Visited counts visits, views, searches, carts "
    "and wish lists."
)
NEVER = "never"


class Drawing:
    """What drawing a rule needs: the draft, the fields, and how many parts are not finished."""

    def __init__(self, draft: Draft, fields: Fields) -> None:
        self.draft, self.fields = draft, fields
        self.unfinished = 0

    def group(self, node: Node, depth: int = 1, history: str | None = None) -> Content | None:
        """Draw a group; None where nothing in it is finished, unless it is the whole rule.

        `history` names the history that it is about; None stands for customers.
        """
        is_root = node is self.draft.root
        with st.container(border=True, key=f"rules_group_{node['id']}"):
            how = self._head(node, removable=not is_root)
            parts = [self._part(part, depth, history) for part in list(node["parts"])]
            self._add(node, depth, history)
        finished = [part for part in parts if part is not None]
        if not finished and not is_root:
            self.unfinished += not parts
            return None
        return joined(how, finished) if finished else {"all": []}

    def _head(self, node: Node, *, removable: bool) -> str:
        with st.container(horizontal=True, vertical_alignment="center"):
            how = st.selectbox(
                "Which of them",
                HOWS,
                index=HOWS.index(node["how"]),
                format_func=lambda known: HOW_WORDS.get(known, known),
                key=f"rules_how_{node['id']}",
                label_visibility="collapsed",
                width=210,
                **KEPT,
            )
            if removable:
                self._remover(node, "Remove this group")
        return how or node["how"]

    def _part(self, node: Node, depth: int, history: str | None) -> Content | None:
        if node["kind"] == "group":
            return self.group(node, depth + 1, history)
        if node["kind"] == "history":
            return self._history(node, depth)
        return self._condition(node, history)

    def _condition(self, node: Node, history: str | None) -> Content | None:
        known: dict[str, Field] = self.fields.customers
        if history is not None:
            known = self.fields.histories[history]
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"rules_condition_{node['id']}"
        ):
            word = "feature" if history is None else "column"
            content = segments_rule_condition.draw(node, known, word)
            self._remover(node, "Remove this condition")
        self.unfinished += content is None
        return content

    def _history(self, node: Node, depth: int) -> Content:
        """Draw what somebody did, how often, and the details that narrow it."""
        with st.container(border=True, key=f"rules_did_{node['id']}"):
            with st.container(horizontal=True, vertical_alignment="bottom"):
                head = self._how_often(node)
                self._remover(node, "Remove this history")
            where = node["where"]
            parts = [self._part(part, depth + 1, head["history"]) for part in where["parts"]]
            with st.container(horizontal=True, vertical_alignment="center"):
                self._adder("Add a detail", "rules_detail", where, self.draft.condition)
                if depth < DEEPEST:
                    self._adder("Add a group of details", "rules_details", where, self._any)
        return {**head, "where": [part for part in parts if part is not None]}

    def _how_often(self, node: Node) -> Content:
        given = node["given"]
        history = _choice(
            node, "history", "What they did", HISTORY_WORDS, given.get("history"), 150
        )
        count = given.get("count") or {"op": ">=", "value": 1}
        words = COUNT_WORDS | {NEVER: NEVER}
        began = (
            NEVER if count in ({"op": "=", "value": 0}, {"op": "<", "value": 1}) else count["op"]
        )
        op = _choice(node, "count_op", "How often", words, began, 130)
        times = 0 if op == NEVER else _times(node, count["value"] if began != NEVER else 1)
        within = st.number_input(
            "In the last days",
            min_value=1,
            max_value=LONGEST_WINDOW,
            value=given.get("within_days"),
            step=1,
            key=f"rules_within_{node['id']}",
            placeholder="ever",
            help="Days up to the as-of day, which is one of them; empty for all of history.",
            width=150,
            **KEPT,
        )
        head: Content = {
            "history": history,
            "count": {"op": "=" if op == NEVER else op, "value": times},
        }
        return head if within is None else {**head, "within_days": int(within)}

    def _any(self) -> Node:
        return self.draft.group("any", [self.draft.condition()])

    def _add(self, node: Node, depth: int, history: str | None) -> None:
        with st.container(horizontal=True, vertical_alignment="center"):
            self._adder("Add a condition", "rules_add", node, self.draft.condition)
            if history is None:
                self._adder("Add what they did", "rules_add_history", node, self.draft.history)
            if depth < DEEPEST:
                self._adder("Add a group", "rules_add_group", node, self._any)

    def _adder(self, label: str, key: str, node: Node, make: Callable[[], Node]) -> None:
        st.button(
            label,
            icon=":material/add:",
            key=f"{key}_{node['id']}",
            type="tertiary",
            on_click=lambda: node["parts"].append(make()),
        )

    def _remover(self, node: Node, words: str) -> None:
        st.button(
            "Remove",
            icon=":material/close:",
            key=f"rules_remove_{node['id']}",
            type="tertiary",
            help=words,
            on_click=self.draft.remove,
            args=(node["id"],),
        )


def _times(node: Node, began: int) -> int:
    times = st.number_input(
        "Times",
        min_value=0,
        value=int(began),
        step=1,
        key=f"rules_times_{node['id']}",
        width=110,
        **KEPT,
    )
    return int(times if times is not None else 1)


def _choice(
    node: Node, name: str, label: str, words: dict[str, str], began: str | None, width: int
) -> str:
    options = list(words)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(began) if began in options else 0,
        format_func=lambda known: words.get(known, known),
        key=f"rules_{name}_{node['id']}",
        help=HISTORY_HELP if name == "history" else None,
        width=width,
        **KEPT,
    )
    return chosen if chosen in options else options[0]


def drawn(draft: Draft) -> tuple[Any, int]:
    """Draw the whole rule; give it as JSON holds it, and how many parts are not finished."""
    drawing = Drawing(draft, segments_rule_reads.fields(workspace.version()))
    return drawing.group(draft.root), drawing.unfinished
