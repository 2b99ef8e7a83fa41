"""One full record through the engine: what a page pays for a verdict, and for everything that is said about it."""

from pathlib import Path
from typing import Any

import yaml

from criteria import Dates, PatientRecord, assess, load_protocol, read_document, to_json, verdicts
from tests.bench.figures import duration, report

EXAMPLES = Path(__file__).parents[1] / "data" / "examples.yaml"


def documents() -> list[dict[str, Any]]:
    found = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    return [{key: value for key, value in one.items() if key != "expected"} for one in found]


def test_one_full_record() -> None:
    protocol = load_protocol()
    first = documents()[0]
    record, dates = read_document(first)
    report(
        "Engine, one full record, 42 items",
        [
            duration("read and check the record", lambda: read_document(first), limit=1, times=200),
            duration("verdicts with evidence", lambda: verdicts(protocol, record, dates), limit=0.5, times=400),
            duration("and the days on which they change", lambda: assess(protocol, record, dates), limit=2, times=200),
            duration(
                "and every sentence in both languages",
                lambda: to_json(assess(protocol, record, dates)),
                limit=5,
                times=100,
            ),
        ],
    )


def test_the_four_examples() -> None:
    """Records with waits and unknowns cost no more than twice what a settled one may."""
    protocol = load_protocol()
    figures = []
    for document in documents():
        record, dates = read_document(document)
        name = f"{document['id']} {document['title']}"

        def everything(record: PatientRecord = record, dates: Dates = dates) -> object:
            return to_json(assess(protocol, record, dates))

        figures.append(duration(name, everything, limit=10, times=60))
    report("Engine, the four examples, everything", figures)
