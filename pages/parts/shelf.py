"""Results that take long to make, kept by data version and question. No more than a few stay."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

MOST = 4
Held = TypeVar("Held")


class Shelf(Generic[Held]):
    """What was made last, by its key. A look does not push anything out."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Held] = OrderedDict()
        self._lock = threading.Lock()

    def look(self, key: Hashable) -> Held | None:
        """What was made under that key, if it is still here."""
        with self._lock:
            return self._held.get(key)

    def put(self, key: Hashable, made: Held) -> None:
        """Keep one more, and let go of the oldest beyond four."""
        with self._lock:
            self._held[key] = made
            while len(self._held) > MOST:
                self._held.popitem(last=False)
