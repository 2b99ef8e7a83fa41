"""Comma-separated, UTF-8 with the mark by which spreadsheets know it, lines ended as RFC 4180 says."""

import csv
import io
from collections.abc import Iterable, Sequence

from screening.exports.cells import safe

CONTENT_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"


def write(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in (header, *rows))
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
