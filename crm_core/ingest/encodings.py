"""Which encoding a text file is in, and the same text as UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from crm_core.errors import UnreadableFile

CHUNK = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}
"""What an encoding is called on screen."""

_HIGH = re.compile(rb"[\x80-\xff]")
_PAIR = re.compile(rb"[\x81-\xfe][\x80-\xfe]")
_WORD = re.compile(rb"[\x81-\xfe][\x80-\xfe][\x81-\xfe][\x80-\xfe]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_C1 = re.compile(rb"[\x80-\x9f]")


def detect_encoding(path: Path) -> str:
    """Give the codec name of a text file: by its byte order mark, else by what its bytes can be.

    The whole file is looked at, because a long English file may hold its first Chinese name on
    its last line. Chinese bytes come in pairs and accented Latin letters alone: that tells GB18030
    from Latin-1, as most Latin-1 text is also valid GB18030.

    Raises
    ------
    UnreadableFile
        If it holds bytes that no text has.
    """
    with path.open("rb") as file:
        head = file.read(CHUNK)
    for bom, codec in BOMS:
        if head.startswith(bom):
            return codec
    if (unmarked := _without_bom(head)) is not None:
        return unmarked
    if len(_CONTROL.findall(head)) * 200 > len(head):
        raise UnreadableFile(
            path,
            "it is not text",
            "Save it as CSV, Excel or Parquet, with the ending that belongs to it.",
        )
    if _decodes(path, "utf-8"):
        return "utf-8"
    if _is_mostly_pairs(path) and _decodes(path, "gb18030"):
        return "gb18030"
    return "cp1252" if _uses_c1(path) and _decodes(path, "cp1252") else "latin-1"


def as_utf8(path: Path, encoding: str, folder: Path) -> Path:
    """Give a file with the same text in UTF-8, transcoded by stream where it is not."""
    if encoding in ("utf-8", "utf-8-sig"):
        return path
    copy = folder / "utf8.csv"
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    with copy.open("wb") as out:
        for chunk in _chunks(path):
            out.write(decoder.decode(chunk).encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))
    return copy


def plain_line_breaks(path: Path) -> int | None:
    """The number of line breaks in a file of plain ASCII, with no tab and no huge line, or None.

    Where it is the number of records, no cell can have odd blanks around it.
    """
    breaks = 0
    for chunk in _chunks(path):
        if not chunk.isascii() or any(sign in chunk for sign in (b"\t", b"\v", b"\f")):
            return None
        if b"\r" in chunk and chunk.count(b"\r") != chunk.count(b"\r\n"):
            return None
        if len(chunk) == CHUNK and b"\n" not in chunk:
            return None
        breaks += chunk.count(b"\n")
    return breaks


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _without_bom(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of mostly Latin text is null."""
    sample = head[:4096]
    if len(sample) < 4 or sample.count(0) < len(sample) // 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even and odd and min(even, odd) > max(even, odd) // 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path):
            if encoding != "utf-8" or decoder.getstate()[0] or not chunk.isascii():
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_pairs(path: Path) -> bool:
    """At least half of the high bytes stand in pairs, and somewhere two characters follow."""
    high = paired = words = 0
    for chunk in _chunks(path):
        if not chunk.isascii():
            high += len(_HIGH.findall(chunk))
            paired += 2 * len(_PAIR.findall(chunk))
            words += len(_WORD.findall(chunk))
    return paired * 2 >= high and words > 0


def _uses_c1(path: Path) -> bool:
    return any(_C1.search(chunk) for chunk in _chunks(path))
