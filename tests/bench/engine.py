"""One full record through the engine: what a page pays for a verdict, and for everything that is said about it."""

from pathlib import Path
from typing import Any

import yaml

from criteria import assess, load_protocol, read_document, to_json, verdicts
from tests.bench.figures import Figure, median_ms, report

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
            Figure("read and check the record", median_ms(lambda: read_document(first), 200), 1),
            Figure("verdicts with evidence", median_ms(lambda: verdicts(protocol, record, dates), 400), 0.5),
            Figure("and the days on which they change", median_ms(lambda: assess(protocol, record, dates), 200), 2),
            Figure(
                "and every sentence in both languages",
                median_ms(lambda: to_json(assess(protocol, record, dates)), 100),
                5,
            ),
        ],
    )


def test_the_record_that_turns_most_often() -> None:
    """The examples with waits and unknowns: no more than twice the price of the record on which all is settled."""
    protocol = load_protocol()
    figures = []
    for document in documents():
        record, dates = read_document(document)
        spent = median_ms(lambda record=record, dates=dates: to_json(assess(protocol, record, dates)), 60)
        figures.append(Figure(f"{document['id']} {document['title']}", spent, 10))
    report("Engine, the four examples, everything", figures)
