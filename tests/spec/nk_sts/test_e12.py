"""E12 Serous effusion: symptomatic and requiring treatment, unless treated without anti-cancer drugs and accepted."""

import pytest

from .support import judged, verdict, without


def effusion(**changed):
    treated = {
        "present": True,
        "symptomatic": True,
        "requires_treatment": True,
        "symptomatic_treatment_done": True,
        "intracavitary_anticancer_drug": False,
        "investigator_accepts": True,
    }
    return {"effusion": {**treated, **changed}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"effusion": {"present": False}}, "ABSENT", id="none"),
        pytest.param({"effusion": {"present": True, "symptomatic": False}}, "ABSENT", id="asymptomatic"),
        pytest.param({"effusion": {"symptomatic": False}}, "ABSENT", id="asymptomatic, presence not recorded"),
        pytest.param(
            {"effusion": {"present": True, "symptomatic": True, "requires_treatment": False}},
            "ABSENT",
            id="symptomatic, requires no treatment",
        ),
        pytest.param(effusion(symptomatic_treatment_done=False), "PRESENT", id="not yet treated"),
        pytest.param(
            effusion(symptomatic_treatment_done=False, intracavitary_anticancer_drug=None, investigator_accepts=None),
            "PRESENT",
            id="not yet treated, the rest open",
        ),
        pytest.param(effusion(), "ABSENT", id="treated without anti-cancer drug, accepted"),
        pytest.param(effusion(investigator_accepts=False), "PRESENT", id="treated, refused"),
        pytest.param(effusion(investigator_accepts=None), "JUDGEMENT", id="treated, not judged"),
        pytest.param(effusion(intracavitary_anticancer_drug=True), "PRESENT", id="anti-cancer drug into the cavity"),
        pytest.param(
            effusion(intracavitary_anticancer_drug=True, investigator_accepts=None),
            "PRESENT",
            id="anti-cancer drug into the cavity, not judged",
        ),
        pytest.param({"effusion": {}}, "UNKNOWN", id="presence missing"),
        pytest.param(without("effusion"), "UNKNOWN", id="nothing recorded"),
        pytest.param(effusion(symptomatic=None, investigator_accepts=False), "UNKNOWN", id="symptoms missing"),
        pytest.param(effusion(requires_treatment=None, investigator_accepts=False), "UNKNOWN", id="need missing"),
        pytest.param(effusion(symptomatic_treatment_done=None), "UNKNOWN", id="treatment missing"),
        pytest.param(effusion(intracavitary_anticancer_drug=None), "UNKNOWN", id="kind of treatment missing"),
        pytest.param(
            effusion(intracavitary_anticancer_drug=None, investigator_accepts=None),
            "UNKNOWN",
            id="UNKNOWN before JUDGEMENT",
        ),
    ],
)
def test_table(facts, expected):
    assert verdict("E12", facts) == expected


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"effusion": {"present": False}}, []),
        ({"effusion": {"present": True, "symptomatic": False}}, []),
        (effusion(investigator_accepts=None), ["effusion.investigator_accepts"]),
        (effusion(intracavitary_anticancer_drug=None), ["effusion.intracavitary_anticancer_drug"]),
        (effusion(symptomatic_treatment_done=None), ["effusion.symptomatic_treatment_done"]),
    ],
    ids=["none", "asymptomatic", "judgement", "kind of treatment", "treatment"],
)
def test_missing(facts, missing):
    assert judged("E12", facts)["missing"] == missing
