"""Which letters the documents can show. One that no font has would stop the document, and a name may hold any letter."""

import struct
import unicodedata
from functools import cache
from typing import Any

import pylopdf_fonts_zh_cn

# What Noto Sans SC lacks and people write: Latin letters with marks, which are put together or come from Libertinus Serif
# (typst brings it along), raised and lowered figures, the bar of a fraction. A test sets them all.
_BESIDES = (*range(0x100, 0x180), *range(0x2070, 0x2072), *range(0x2074, 0x208F), 0x2044, 0x2217)


def printable(value: Any) -> Any:
    """The same content with every letter that cannot be shown named by its number, such as [U+1F600]."""
    if isinstance(value, str):
        return "".join(each if each == "\n" or ord(each) in known() else _named(each) for each in value)
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    return [printable(each) for each in value] if isinstance(value, list | tuple) else value


def _named(letter: str) -> str:
    # What is nothing but an instruction to the typesetter (joiners, directions, line ends) leaves no mark.
    return " " if unicodedata.category(letter) in {"Zs", "Zl", "Zp", "Cc", "Cf"} else f"[U+{ord(letter):04X}]"


@cache
def known() -> frozenset[int]:
    """Code points that one of the fonts has a picture of."""
    shown = {*_of_font(pylopdf_fonts_zh_cn.sans_path().read_bytes()), *_BESIDES}
    return frozenset(point for point in shown if unicodedata.category(chr(point)) not in {"Cc", "Cf", "Co", "Cn"})


def _of_font(font: bytes) -> set[int]:
    """The code points of an OpenType font: its table "cmap", the subtable of format 12 (whole Unicode)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    start = next(
        offset
        for tag, offset in (struct.unpack_from(">4s4xL", font, 12 + 16 * number) for number in range(tables))
        if tag == b"cmap"
    )
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        subtable = start + struct.unpack_from(">L", font, start + 8 + 8 * number)[0]
        if struct.unpack_from(">H", font, subtable)[0] == 12:
            for group in range(struct.unpack_from(">L", font, subtable + 12)[0]):
                first, last = struct.unpack_from(">LL", font, subtable + 16 + 12 * group)
                found.update(range(first, last + 1))
    return found
