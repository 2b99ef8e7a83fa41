"""Reading PDFs in tests: what a person, or a machine that reads aloud, would find in one."""

import io
import re

from pypdf import PdfReader


def squeezed(text: str) -> str:
    """Without white space: on paper, lines end where the column does."""
    return re.sub(r"\s+", "", text)


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """All text of a PDF, squeezed."""
    return squeezed("".join(page.extract_text() for page in reader(content).pages))
