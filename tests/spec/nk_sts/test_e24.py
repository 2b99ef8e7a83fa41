"""E24 Allogeneic transplantation, ever: organ or tissue excludes, stem cells alone are a question to the sponsor."""

import pytest

from .support import judged, outcome, verdict, without

LIST = "allogeneic_transplants"


def grafts(*kinds):
    return {LIST: [{"kind": kind, "date": "2020-01"} for kind in kinds]}


def stem_cells(*donors):
    return {"sct": [{"date": "2025-01-10", "donor": donor, "tbi": False} for donor in donors], "active_gvhd": False}


@pytest.mark.parametrize(
    ("facts", "expected", "asked"),
    [
        pytest.param(grafts(), "ABSENT", False, id="reviewed, none"),
        pytest.param(grafts("solid_organ"), "PRESENT", False, id="solid organ"),
        pytest.param(grafts("tissue"), "PRESENT", False, id="tissue"),
        pytest.param(grafts("bone_allograft"), "PRESENT", False, id="bone allograft"),
        pytest.param(grafts("cornea"), "PRESENT", False, id="cornea"),
        pytest.param(grafts("skin"), "PRESENT", False, id="skin"),
        pytest.param(grafts("hsct"), "UNKNOWN", True, id="stem cells"),
        pytest.param(grafts("hsct", "skin"), "PRESENT", False, id="stem cells and skin"),
        pytest.param(grafts(None), "UNKNOWN", False, id="kind missing"),
        pytest.param({**grafts(), **stem_cells("allogeneic")}, "UNKNOWN", True, id="allogeneic stem cells in I11"),
        pytest.param({**grafts(), **stem_cells("autologous")}, "ABSENT", False, id="autologous stem cells"),
        pytest.param({**grafts(), **stem_cells("autologous", "allogeneic")}, "UNKNOWN", True, id="one of two"),
        pytest.param({**grafts("cornea"), **stem_cells("allogeneic")}, "PRESENT", False, id="cornea decides"),
        pytest.param(without(LIST), "UNKNOWN", False, id="not reviewed"),
        pytest.param(
            {**grafts("solid_organ"), **without("sct")}, "PRESENT", False, id="organ, stem cells not reviewed"
        ),
    ],
)
def test_table(facts, expected, asked):
    found = judged("E24", facts)
    assert (found["verdict"], found["query"] is not None) == (expected, asked)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (without(LIST), [LIST]),
        (without("sct"), ["sct"]),
        (stem_cells(None), ["sct[0].donor"]),
    ],
    ids=["transplants not reviewed", "stem cells not reviewed", "donor missing"],
)
def test_missing(facts, missing):
    found = judged("E24", facts)
    assert (found["verdict"], found["missing"]) == ("UNKNOWN", missing)


def test_permanent_and_dates_do_not_matter():
    assert outcome("E24", grafts("solid_organ")) == ("PRESENT", None, None)
    assert verdict("E24", {LIST: [{"kind": "solid_organ", "date": None}]}) == "PRESENT"


def test_meeting_i11_does_not_settle_e24():
    facts = stem_cells("allogeneic")
    assert (verdict("I11", facts), verdict("E24", facts)) == ("MET", "UNKNOWN")


@pytest.mark.parametrize(
    ("kind", "reading_dependent"), [("bone_allograft", True), ("cornea", True), ("skin", True), ("solid_organ", False)]
)
def test_avital_grafts_depend_on_the_reading(kind, reading_dependent):
    assert judged("E24", grafts(kind))["reading_dependent"] is reading_dependent
