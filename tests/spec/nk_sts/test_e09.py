"""E09 Oral absorption: a current factor that is named in the protocol, or another judged significant."""

import pytest

from .support import judged, verdict, without

LIST = "oral_absorption_factors"
NAMED = "difficulty_swallowing"


def factor(name=NAMED, current=True, significant=None):
    return {"factor": name, "current": current, "significant": significant}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "ABSENT", id="reviewed, none"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
        pytest.param([factor("difficulty_swallowing")], "PRESENT", id="difficulty swallowing"),
        pytest.param([factor("chronic_diarrhoea")], "PRESENT", id="chronic diarrhoea"),
        pytest.param([factor("intestinal_obstruction")], "PRESENT", id="intestinal obstruction"),
        pytest.param([factor(current=False)], "ABSENT", id="resolved"),
        pytest.param([factor(current=None)], "UNKNOWN", id="current? missing"),
        pytest.param([factor("gastrectomy", significant=True)], "PRESENT", id="another factor, significant"),
        pytest.param([factor("gastrectomy", significant=False)], "ABSENT", id="another factor, not significant"),
        pytest.param([factor("gastrectomy")], "JUDGEMENT", id="another factor, not judged"),
        pytest.param([factor("gastrectomy", current=False)], "ABSENT", id="another factor, resolved"),
        pytest.param(
            [factor("gastrectomy", current=None, significant=True)], "UNKNOWN", id="another, current? missing"
        ),
        pytest.param([factor("gastrectomy", current=None, significant=False)], "ABSENT", id="not significant anyway"),
        pytest.param([factor("gastrectomy", current=None)], "UNKNOWN", id="UNKNOWN before JUDGEMENT"),
        pytest.param([factor("gastrectomy"), factor()], "PRESENT", id="one decides beside an open judgement"),
        pytest.param([factor("gastrectomy"), factor(current=None)], "UNKNOWN", id="open judgement, open fact"),
        pytest.param([factor("gastrectomy"), factor(current=False)], "JUDGEMENT", id="open judgement, resolved one"),
    ],
)
def test_table(entries, expected):
    found = judged("E09", {LIST: entries})
    assert (found["verdict"], found["flips_on"]) == (expected, None)


def test_missing():
    assert judged("E09", without(LIST))["missing"] == [LIST]
    assert judged("E09", {LIST: [factor("gastrectomy")]})["missing"] == [f"{LIST}[0].significant"]


def test_a_resolved_factor_asks_for_nothing():
    assert judged("E09", {LIST: [factor("gastrectomy", current=False)]})["missing"] == []
    assert verdict("E09", {LIST: [factor("gastrectomy", current=False, significant=True)]}) == "ABSENT"
