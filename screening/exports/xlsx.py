"""A workbook of one sheet. Every cell is a text: nothing is calculated, no number loses a digit, no date its meaning."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font

from screening.exports.cells import safe

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TITLE = 31
LONGEST_CELL = 32_767
WIDTH = 18
# The same rows give the same bytes: a file's own clock would make each one different.
MADE = datetime(2000, 1, 1, tzinfo=UTC)


def write(title: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("".join(each for each in title if each not in "[]:*?/\\")[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for number in range(len(header)):
        sheet.column_dimensions[chr(ord("A") + number)].width = WIDTH
    bold = Font(bold=True)
    sheet.append([_cell(sheet, value, bold) for value in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    book.properties.created = book.properties.modified = MADE.replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _cell(sheet: Any, value: object, font: Font | None = None) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=safe(value)[:LONGEST_CELL])
    cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell


def _without_clock(book: bytes) -> bytes:
    """The archive again, each member dated the same, and without the moment at which openpyxl says it saved."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(made.namelist()):
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _at_fixed_time(content)
            kept.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _at_fixed_time(properties: bytes) -> bytes:
    head, opening, rest = properties.partition(b"<dcterms:modified")
    attributes, _, tail = rest.partition(b">")
    _, closing, end = tail.partition(b"</dcterms:modified>")
    return head + opening + attributes + b">" + MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + closing + end
