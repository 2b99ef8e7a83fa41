"""E06 Known bleeding or thrombotic tendency."""

import pytest

from .support import judged, lab, verdict, without

LIST = "known_bleeding_or_thrombotic_tendency"


def known(*kinds):
    return {LIST: [{"name": "any", "kind": kind} for kind in kinds]}


@pytest.mark.parametrize(
    ("facts", "expected", "asked"),
    [
        pytest.param(known("haemophilia"), "PRESENT", False, id="haemophilia"),
        pytest.param(known("coagulopathy"), "PRESENT", False, id="coagulopathy"),
        pytest.param(known("thrombophilia"), "PRESENT", False, id="thrombophilia"),
        pytest.param(known("thrombocytopenia"), "UNKNOWN", True, id="thrombocytopenia"),
        pytest.param(known("splenomegaly"), "UNKNOWN", True, id="splenomegaly"),
        pytest.param(known("thrombocytopenia", "splenomegaly"), "UNKNOWN", True, id="both in question"),
        pytest.param(known("splenomegaly", "haemophilia"), "PRESENT", False, id="one of them decides"),
        pytest.param(known(None), "UNKNOWN", False, id="kind missing"),
        pytest.param(known(None, "haemophilia"), "PRESENT", False, id="kind missing beside haemophilia"),
        pytest.param(known(), "ABSENT", False, id="reviewed, none"),
        pytest.param(without(LIST), "UNKNOWN", False, id="not reviewed"),
    ],
)
def test_table(facts, expected, asked):
    found = judged("E06", facts)
    assert (found["verdict"], found["query"] is not None) == (expected, asked)


def test_a_platelet_count_alone_never_counts():
    assert verdict("E06", lab("PLT", "15")) == "ABSENT"


def test_missing():
    assert judged("E06", without(LIST))["missing"] == [LIST]
    assert judged("E06", known(None))["missing"] == [f"{LIST}[0].kind"]
