"""A tile for a product without a picture: the colour and the sign of its category."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from zlib import crc32

from crm_core.charts.palette import COLOURS, NEUTRAL, text_on

SIDE = 48


@dataclass(frozen=True)
class Sign:
    """A shape in a square of 48 units, and the beginnings of words it stands for."""

    words: tuple[str, ...]
    ground: str
    path: str


BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW = COLOURS[:7]
SHIRT = "M17 13l-7 5 3 5 3-2v14h16V21l3 2 3-5-7-5h-4a3 3 0 0 1-6 0z"
BOTTLE = "M20 12h8v4h-2v3c4 1 6 4 6 8v9H16v-9c0-4 2-7 6-8v-3h-2z"
BULB = "M24 11a9 9 0 0 0-5 16v4h10v-4a9 9 0 0 0-5-16zM20 33h8v3h-8z"
CUP = (
    "M14 18h17v3h2a5 5 0 0 1 0 10h-3a8 8 0 0 1-6 4h-3a8 8 0 0 1-7-8z"
    "M31 24v4h2a2 2 0 0 0 0-4z"
)  # fmt: skip
LEAVES = "M23 36V26c-7 0-10-4-10-11 7 0 10 3 11 8 1-5 4-8 11-8 0 7-3 11-10 11v10z"
HOUSE = "M24 12l13 11h-4v12h-6v-8h-6v8h-6V23h-4z"
CUTLERY = (
    "M16 12v8c0 2 1 3 2 4v12h3V24c1-1 2-2 2-4v-8h-2v7h-1v-7h-1v7h-1v-7z"
    "M30 12c-3 2-4 6-4 10v4h2v10h3V12z"
)  # fmt: skip
BOOK = "M14 13h8l2 2 2-2h8v20h-8l-2 2-2-2h-8zM23 17h2v14h-2z"
PUZZLE = "M13 20h7a4 4 0 1 1 8 0h7v7a4 4 0 1 0 0 8v1H13v-16z"
BALL = "M24 12a12 12 0 1 0 .01 0zM24 17l5 4-2 6h-6l-2-6z"
PRESENT = (
    "M13 19h22v6h-2v11H15V25h-2zM23 19h2v17h-2z"
    "M17 13c4-1 6 2 7 5 1-3 3-6 7-5 2 4-2 6-7 6s-9-2-7-6z"
)  # fmt: skip
STONE = "M16 14h16l5 7-13 15-13-15z"
BOX = "M24 12l12 6v12l-12 6-12-6V18zM24 15l-7 3.5 7 3.5 7-3.5z"
"""The sign of a product of no category."""
SIGNS = (
    Sign(("cloth", "fashion", "shoe", "accessor", "apparel"), BLUE, SHIRT),
    Sign(("bath", "body", "beauty", "cosmetic", "health", "care"), SKY, BOTTLE),
    Sign(("electr", "light", "lamp", "phone", "computer", "audio"), YELLOW, BULB),
    Sign(("food", "drink", "wine", "tea", "coffee", "grocer"), RED, CUP),
    Sign(("garden", "plant", "flower", "balcony", "outdoor"), GREEN, LEAVES),
    Sign(("kitchen", "dining", "cook", "bak", "restaurant"), ORANGE, CUTLERY),
    Sign(("home", "textile", "bed", "linen", "cushion", "furniture"), PINK, HOUSE),
    Sign(("station", "craft", "paper", "book", "office", "art"), ORANGE, BOOK),
    Sign(("toy", "game", "kid", "child", "baby"), PINK, PUZZLE),
    Sign(("sport", "fitness", "bike", "camp"), GREEN, BALL),
    Sign(("gift", "christmas", "party", "card"), RED, PRESENT),
    Sign(("jewel", "watch", "ring"), SKY, STONE),
)


@lru_cache(maxsize=256)
def tile(category: str) -> str:
    """A square picture as SVG: each category has a colour and a sign, or its first letter.

    Nothing of it is loaded from anywhere. A product of no category has a grey box.
    """
    name = category.strip()
    sign = _sign(name)
    ground = sign.ground if sign else COLOURS[crc32(name.encode()) % (len(COLOURS) - 1)]
    inside = _drawn(sign.path, ground) if sign else _letter(name, ground)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}" '
        f'viewBox="0 0 {SIDE} {SIDE}"><rect width="{SIDE}" height="{SIDE}" rx="8" '
        f'fill="{ground}"/>{inside}</svg>'
    )


def _sign(category: str) -> Sign | None:
    if not category:
        return Sign((), NEUTRAL, BOX)
    words = category.lower().split()
    return next(
        (sign for sign in SIGNS if any(word.startswith(sign.words) for word in words)), None
    )


def _drawn(path: str, ground: str) -> str:
    return f'<path d="{path}" fill="{text_on(ground)}" fill-rule="evenodd"/>'


def _letter(category: str, ground: str) -> str:
    return (
        f'<text x="24" y="33" font-family="sans-serif" font-size="26" font-weight="600" '
        f'text-anchor="middle" fill="{text_on(ground)}">{escape(category[:1].upper())}</text>'
    )
