"""E21 Other malignancies: untreated or not cured excludes; cured and off the list is a question to the sponsor."""

import pytest

from .support import judged, without

LIST = "other_malignancies"


def tumour(status, listed=False):
    return {"name": "any", "status": status, "listed_exception": listed}


@pytest.mark.parametrize(
    ("entries", "expected", "asked"),
    [
        pytest.param([], "ABSENT", False, id="reviewed, none"),
        pytest.param(None, "UNKNOWN", False, id="not reviewed"),
        pytest.param([tumour("untreated")], "PRESENT", False, id="untreated"),
        pytest.param([tumour("treated_not_cured")], "PRESENT", False, id="treated, not cured"),
        pytest.param([tumour("untreated", True)], "PRESENT", False, id="untreated, on the list"),
        pytest.param([tumour("untreated", None)], "PRESENT", False, id="untreated, list? open"),
        pytest.param([tumour("cured", True)], "ABSENT", False, id="cured, on the list"),
        pytest.param([tumour("cured", False)], "UNKNOWN", True, id="cured, not on the list"),
        pytest.param([tumour(None)], "UNKNOWN", False, id="status missing"),
        pytest.param([tumour(None, True)], "UNKNOWN", False, id="status missing, on the list"),
        pytest.param([tumour("cured", False), tumour("untreated")], "PRESENT", False, id="one decides"),
        pytest.param([tumour("cured", True), tumour("cured", False)], "UNKNOWN", True, id="one in question"),
    ],
)
def test_table(entries, expected, asked):
    found = judged("E21", {LIST: entries})
    assert (found["verdict"], found["query"] is not None) == (expected, asked)


def test_cured_but_on_the_list_not_recorded():
    found = judged("E21", {LIST: [tumour("cured", None)]})
    assert (found["verdict"], found["missing"]) == ("UNKNOWN", [f"{LIST}[0].listed_exception"])


def test_missing():
    assert judged("E21", without(LIST))["missing"] == [LIST]
    assert f"{LIST}[0].status" in judged("E21", {LIST: [tumour(None)]})["missing"]
