"""Comma-separated, UTF-8 with the mark by which spreadsheets know it, lines ended as RFC 4180 says."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO

from screening.exports.cells import safe

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"


def write(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    begin(out, header)
    append(out, rows)
    return out.getvalue()


def begin(out: IO[bytes], header: Sequence[object]) -> None:
    out.write(BYTE_ORDER_MARK.encode())
    append(out, [header])


def append(out: IO[bytes], rows: Iterable[Sequence[object]]) -> int:
    """How many rows were written, one after the other: none is kept in memory."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="")
    writer, count = csv.writer(text, lineterminator="\r\n"), 0
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        count += 1
    text.detach()
    return count
