"""E19 Active infection requiring intravenous treatment; the shared table is in test_e13.py."""

import pytest

from .support import evaluated, item_of, judged


def infection(route, kind="antibacterial"):
    therapy = {"agent": "any", "class": kind, "route": route, "purpose": "treatment", "end_date": None}
    return {"infection": {"active": True, "therapy": [therapy]}}


@pytest.mark.parametrize(
    ("route", "expected"), [("iv", "PRESENT"), ("oral", "ABSENT"), ("topical", "ABSENT"), (None, "UNKNOWN")]
)
def test_route(route, expected):
    assert judged("E19", infection(route))["verdict"] == expected


def test_the_missing_route_is_named():
    assert judged("E19", infection(None))["missing"] == ["infection.therapy[0].route"]


def test_both_verdicts_are_always_given():
    result = evaluated(infection("iv"))
    assert [item_of(result, item)["verdict"] for item in ("E13", "E19")] == ["PRESENT", "PRESENT"]
