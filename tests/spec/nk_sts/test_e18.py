"""E18 Contraindications for IL-2: the investigator's statement, nothing derived."""

import pytest

from .support import judged, outcome, verdict, without

FACT = "il2_contraindication"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (True, ("PRESENT", None, None)),
        (False, ("ABSENT", None, None)),
        (None, ("UNKNOWN", None, None)),
    ],
    ids=["contraindicated", "not contraindicated", "missing"],
)
def test_statement(answer, expected):
    assert outcome("E18", {FACT: answer}) == expected


def test_missing():
    assert judged("E18", without(FACT))["missing"] == [FACT]


def test_an_organ_allograft_is_a_hint_never_a_verdict():
    assert verdict("E18", {"allogeneic_transplants": [{"kind": "solid_organ", "date": "2020"}]}) == "ABSENT"
