"""E07 Long-term untreated wounds or fractures, those through the tumour excepted."""

import pytest

from .support import judged, verdict, without

LIST = "wounds_fractures"


def entry(kind="wound", unhealed=True, long_term=True, treated=False, pathological=False):
    return {
        "kind": kind,
        "unhealed": unhealed,
        "long_term": long_term,
        "treated": treated,
        "pathological_tumour": pathological,
    }


PRESENT = entry()
OPEN_JUDGEMENT = entry(long_term=None)
HEALED = entry(unhealed=False, treated=True)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], "ABSENT", id="reviewed, none"),
        pytest.param(None, "UNKNOWN", id="not reviewed"),
        pytest.param([PRESENT], "PRESENT", id="long-term, unhealed, untreated"),
        pytest.param([entry(treated=True)], "PRESENT", id="long-term, unhealed though treated"),
        pytest.param([entry(treated=None)], "PRESENT", id="long-term, unhealed, treatment open"),
        pytest.param([entry(unhealed=None, treated=False)], "UNKNOWN", id="long-term, untreated, healing open"),
        pytest.param([entry(unhealed=None, treated=None)], "UNKNOWN", id="long-term, healing and treatment open"),
        pytest.param([entry(unhealed=None, treated=True)], "UNKNOWN", id="long-term, treated, healing open"),
        pytest.param([HEALED], "ABSENT", id="healed"),
        pytest.param([entry(unhealed=False, treated=None)], "ABSENT", id="healed, treatment open"),
        pytest.param([entry(unhealed=False, treated=True, long_term=None)], "ABSENT", id="healed, duration open"),
        pytest.param([entry(long_term=False)], "ABSENT", id="not long-term"),
        pytest.param([OPEN_JUDGEMENT], "JUDGEMENT", id="unhealed, long-term not judged"),
        pytest.param([entry("fracture")], "PRESENT", id="fracture, not through tumour"),
        pytest.param([entry("fracture", pathological=True)], "ABSENT", id="pathological fracture"),
        pytest.param([entry("fracture", pathological=True, long_term=None)], "ABSENT", id="pathological, not judged"),
        pytest.param([entry("fracture", pathological=None)], "UNKNOWN", id="fracture, pathological? missing"),
        pytest.param([entry("fracture", pathological=None, long_term=None)], "UNKNOWN", id="UNKNOWN before JUDGEMENT"),
        pytest.param([entry("fracture", pathological=None, long_term=False)], "ABSENT", id="not long-term either way"),
        pytest.param([entry("wound", pathological=None)], "PRESENT", id="a wound has no such exception"),
        pytest.param([entry("wound", pathological=True)], "PRESENT", id="a wound through tumour counts"),
        pytest.param([entry(None, pathological=True)], "UNKNOWN", id="kind missing, pathological"),
        pytest.param([entry(None, pathological=False)], "PRESENT", id="kind missing, not pathological"),
        pytest.param([HEALED, PRESENT], "PRESENT", id="one of two"),
        pytest.param([OPEN_JUDGEMENT, PRESENT], "PRESENT", id="one decides beside an open judgement"),
        pytest.param([OPEN_JUDGEMENT, HEALED], "JUDGEMENT", id="an open judgement beside a healed one"),
        pytest.param([OPEN_JUDGEMENT, entry(unhealed=None, treated=None)], "UNKNOWN", id="open judgement, open fact"),
    ],
)
def test_table(entries, expected):
    assert verdict("E07", {LIST: entries}) == expected


@pytest.mark.parametrize(
    ("entries", "missing"),
    [
        (None, [LIST]),
        ([OPEN_JUDGEMENT], [f"{LIST}[0].long_term"]),
        ([entry("fracture", pathological=None)], [f"{LIST}[0].pathological_tumour"]),
    ],
    ids=["list", "long-term", "pathological"],
)
def test_missing(entries, missing):
    assert judged("E07", {LIST: entries} if entries else without(LIST))["missing"] == missing


@pytest.mark.parametrize(
    ("entries", "reading_dependent"),
    [([entry(treated=True)], True), ([entry(treated=False)], False), ([HEALED], False), ([], False)],
    ids=["unhealed under treatment", "unhealed, untreated", "healed", "none"],
)
def test_untreated_or_unhealed(entries, reading_dependent):
    assert judged("E07", {LIST: entries})["reading_dependent"] is reading_dependent
