"""A picture of how work grows: lines over two logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, MARGIN = 640, 400, 70
COLOURS = ("#0072B2", "#D55E00", "#009E73")


def growth_picture(sizes: Sequence[int], lines: Mapping[str, Sequence[float]], what: str) -> str:
    """Seconds over sizes, one line a name, with every figure written beside its point."""
    low = math.floor(math.log10(min(min(line) for line in lines.values())))
    high = math.ceil(math.log10(max(max(line) for line in lines.values())))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{n:,}: {_words(s)}" for n, s in zip(sizes, line, strict=True))
        for name, line in lines.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
        'font-family="sans-serif" font-size="13" fill="#333333">',
        f"<title>Seconds by number of {what}</title><desc>{told}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(low, high + 1):
        height = _up(10**power, low, high)
        parts.append(
            f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{height:.0f}" y2="{height:.0f}" '
            f'stroke="#dddddd"/><text x="{MARGIN - 8}" y="{height + 4:.0f}" '
            f'text-anchor="end">{_words(10**power)}</text>'
        )
    parts += [
        f'<text x="{_across(size, sizes):.0f}" y="{HEIGHT - MARGIN + 22}" '
        f'text-anchor="middle">{size:,}</text>'
        for size in sizes
    ]
    parts.append(f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 16}" text-anchor="middle">{what}</text>')
    for place, (name, line) in enumerate(lines.items()):
        points = [(_across(n, sizes), _up(s, low, high)) for n, s in zip(sizes, line, strict=True)]
        parts += _line(name, place, points, line)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _line(
    name: str, place: int, points: list[tuple[float, float]], values: Sequence[float]
) -> list[str]:
    colour = COLOURS[place % len(COLOURS)]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    dashes = ' stroke-dasharray="6 4"' if place else ""
    parts = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>']
    for (x, y), value in zip(points, values, strict=True):
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>')
        parts.append(
            f'<text x="{x:.0f}" y="{y - 9:.0f}" text-anchor="middle">{_words(value)}</text>'
        )
    parts.append(f'<text x="{MARGIN + 12}" y="{24 + 18 * place}" fill="{colour}">{name}</text>')
    return parts


def _across(size: float, sizes: Sequence[int]) -> float:
    share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
    return MARGIN + 30 + share * (WIDTH - 2 * MARGIN - 60)


def _up(seconds: float, low: int, high: int) -> float:
    share = (math.log10(seconds) - low) / (high - low)
    return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN)


def _words(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.3g} s"
    return f"{seconds * 1000:.3g} ms"
