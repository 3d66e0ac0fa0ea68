"""The rule under construction: a tree of groups, conditions and histories, as plain dicts.

Session state holds the shape and what each part began with; the widgets hold what it is now. Every
part has a number of its own, never used twice, which names its widgets.
"""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]
Content = dict[str, Any]
HOWS = ("all", "any", "none")


class Draft:
    """A tree and the number that its next part gets."""

    def __init__(self, content: Content | None = None, first: int = 1) -> None:
        self.next = first
        self.root = self.group("all")
        if content is not None:
            self.root = self._root(content)

    def numbered(self, kind: str, **held: Any) -> Node:
        node = {"id": self.next, "kind": kind, **held}
        self.next += 1
        return node

    def group(self, how: str, parts: list[Node] | None = None) -> Node:
        return self.numbered("group", how=how, parts=parts or [])

    def condition(self, given: Content | None = None) -> Node:
        return self.numbered("condition", given=given or {})

    def history(self, given: Content | None = None) -> Node:
        started = given or {}
        conditions = [self.read(part) for part in started.get("where", [])]
        head = {name: value for name, value in started.items() if name != "where"}
        return self.numbered("history", given=head, where=self.group("all", conditions))

    def read(self, content: Content) -> Node:
        """A rule as JSON holds it, as a part of the tree."""
        if "all" in content:
            return self.group("all", [self.read(part) for part in content["all"]])
        if "any" in content:
            return self.group("any", [self.read(part) for part in content["any"]])
        if "not" in content:
            inner = content["not"]
            parts = inner["any"] if set(inner) == {"any"} else [inner]
            return self.group("none", [self.read(part) for part in parts])
        return self.history(content) if "history" in content else self.condition(content)

    def _root(self, content: Content) -> Node:
        node = self.read(content)
        return node if node["kind"] == "group" else self.group("all", [node])

    def find(self, number: int, within: Node | None = None) -> Node | None:
        """The part of a number."""
        node = self.root if within is None else within
        if node["id"] == number:
            return node
        for child in children(node):
            found = self.find(number, child)
            if found is not None:
                return found
        return None

    def remove(self, number: int, within: Node | None = None) -> None:
        """Take the part of a number out of the tree, and all that it holds."""
        node = self.root if within is None else within
        if node["kind"] == "group":
            node["parts"] = [part for part in node["parts"] if part["id"] != number]
        for child in children(node):
            self.remove(number, child)


def children(node: Node) -> list[Node]:
    """The parts right below a part."""
    return node["parts"] if node["kind"] == "group" else [node["where"]] if "where" in node else []


def joined(how: str, parts: list[Content]) -> Content:
    """Parts of a group as JSON holds them.

    >>> joined("none", [{"feature": "age", "op": "is_null", "value": True}])
    {'not': {'any': [{'feature': 'age', 'op': 'is_null', 'value': True}]}}
    """
    return {"not": {"any": parts}} if how == "none" else {how: parts}
