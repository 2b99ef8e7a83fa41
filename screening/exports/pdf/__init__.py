"""Documents as PDF: a typst template of this folder and what it shows, given as JSON. Nothing of it is read as markup.

Every file is PDF/A-2a (kept for decades) and PDF/UA-1 (read aloud): typst refuses to write one that is not. The same
content made at the same instant gives the same bytes. Fonts come with the packages; the machine's own are not looked at.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn
import typst

from screening.exports.pdf.letters import printable

CONTENT_TYPE = "application/pdf"
TEMPLATES = Path(__file__).parent
FONTS = pylopdf_fonts_zh_cn.sans_path().parent

Template = Literal["checklist", "worksheet"]


def made(template: Template, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """The document. `at` stands in its metadata; the clock is not asked."""
    written: bytes = typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(printable(content), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    return written
