"""Each check on a record that triggers it and on its near misses: below, at and above each limit."""

from datetime import date
from typing import Any, NamedTuple

import pytest

from criteria.checks import CHECKS, Severity
from criteria.dates import Dates
from tests.unit.checks.patients import ALT, ANC, APTT, AST, BILIRUBIN, CREATININE, DATES, INR, NEXT, PLT, PT, findings

Expected = tuple[Severity, tuple[str, ...], tuple[str, ...]]


class Row(NamedTuple):
    check: str
    changes: dict[str, Any]
    expected: tuple[Expected, ...] = ()
    dates: Dates = DATES


def days(assessment: str = "2026-05-20", enrolment: str | None = None, first_dose: str | None = "2026-05-22") -> Dates:
    return Dates(*(None if day is None else date.fromisoformat(day) for day in (assessment, enrolment, first_dose)))  # type: ignore[arg-type]


def block(facts: str, blocks: str = "") -> tuple[Expected, ...]:
    return (("block", tuple(facts.split()), tuple(blocks.split())),)


def warn(facts: str) -> tuple[Expected, ...]:
    return (("warn", tuple(facts.split()), ()),)


def info(facts: str) -> tuple[Expected, ...]:
    return (("info", tuple(facts.split()), ()),)


def lab(test: str, value: str, unit: str | None, day: str = "2026-05-18", **more: str) -> dict[str, Any]:
    return {"test": test, "value": value, "unit": unit, "date": day, **more}


CONSENT = [
    Row("Q01", {}, dates=days(first_dose="2026-05-20")),
    Row("Q01", {}, block("planned_first_dose_date assessment_date", "@P"), days(first_dose="2026-05-19")),
    Row("Q01", {}, block("enrolment_date planned_first_dose_date", "@N"), days(enrolment="2026-05-23")),
    Row("Q01", {}, dates=days(enrolment="2026-05-22")),
    Row("Q01", {}, block("enrolment_date assessment_date", "@N"), days(enrolment="2026-05-19")),
    Row("Q01", {"icf.signed_date": "2026-05-20"}, dates=days(enrolment="2026-05-20")),
    Row(
        "Q01",
        {"icf.signed_date": "2026-05-20"},
        block("enrolment_date assessment_date", "@N") + block("enrolment_date icf.signed_date", "@N"),
        days(enrolment="2026-05-19"),
    ),
    Row("Q02", {"birth_date": "2026-05-21"}, block("birth_date", "birth_date")),
    Row(
        "Q02",
        {"birth_date": "2026-05"},
        tuple(  # born this month: what is dated in earlier months came before
            ("block", (path, "birth_date"), (path,))
            for path in ("chemo[0].last_dose", "growth_factors[0].last_dose", "radiotherapy[0].last_date")
        ),
    ),
    Row("Q02", {"birth_date": "1905-05-20"}, block("birth_date", "birth_date")),
    Row("Q02", {"birth_date": "1905-05-21"}),
    Row("Q02", {"sct": [{"date": "2014-09-16"}]}, block("sct[0].date birth_date", "sct[0].date")),
    Row("Q02", {"sct": [{"date": "2014-09-17"}]}),
    Row("Q02", {"sct": [{"date": "2014-09"}]}),
    Row("Q02", {"sct": [{"date": "2014-08"}]}, block("sct[0].date birth_date", "sct[0].date")),
    Row("Q03", {"growth_factors[0].last_dose": "2026-05-20"}),
    Row(
        "Q03",
        {"growth_factors[0].last_dose": "2026-05-21"},
        block("growth_factors[0].last_dose", "growth_factors[0].last_dose"),
    ),
    Row("Q03", {"growth_factors[0].last_dose": "2026-05"}),
    Row(
        "Q03",
        {"growth_factors[0].last_dose": "2026-06"},
        block("growth_factors[0].last_dose", "growth_factors[0].last_dose"),
    ),
    Row("Q03", {f"{ANC}.date": "2026-05-21"}, block(f"{ANC}.date", ANC)),
    Row("Q03", {"icf.signed_date": "2026-05-21"}, block("icf.signed_date", "icf.signed_date")),
    Row("Q03", {"performance.date": "2026-05-21"}, block("performance.date", "performance")),
    Row("Q03", {"virology.date": "2026-05-21"}, block("virology.date", "virology")),
    Row("Q03", {"assent.date": "2026-05-21"}, block("assent.date", "assent.date assent.status")),
    Row("Q03", {"screening_start": "2026-05-21"}, block("screening_start", "screening_start")),
    Row(
        "Q03",
        {"first_protocol_procedure_date": "2026-05-21"},
        block("first_protocol_procedure_date", "first_protocol_procedure_date"),
    ),
    Row("Q03", {"first_protocol_procedure_date": "none_yet"}),
    Row("Q03", {"brain.stable_since": "2026-05-21"}, block("brain.stable_since", "brain.stable_since")),
    Row(
        "Q03",
        {"brain.imaging_date": "2026-05-21"},
        block("brain.imaging_date", "brain.imaging_date brain.imaging_haemorrhage"),
    ),
    Row(
        "Q03",
        {"allogeneic_transplants": [{"kind": "cornea", "date": "2027"}]},
        block("allogeneic_transplants[0].date", "allogeneic_transplants[0]"),
    ),
    Row("Q03", {"infection.therapy": [{"agent": "cefalexin", "end_date": "2026-06-01"}]}),
    Row("Q03", {"vaccines": [{"name": "MMR", "kind": "live", "date": "2026-06-01"}]}),
    Row("Q05", {"chemo[0].last_dose": "2026-04"}, info("chemo[0].last_dose")),
    Row("Q05", {"chemo[0].last_dose": "2026-04-02"}),
    Row("Q05", {"chemo[0].last_dose": "ongoing"}),
    Row("Q05", {"birth_date": "2014"}, info("birth_date")),
    Row("Q06", {"icf.signed_date": "2026-05-09"}),
    Row("Q06", {"icf.signed_date": "2026-05-10"}, warn("icf.signed_date first_protocol_procedure_date")),
    Row("Q06", {"assent.date": "2026-05-10"}, warn("assent.date first_protocol_procedure_date")),
    Row("Q06", {"assent.date": "2026-05-10", "assent.applicable": False}),
    Row("Q06", {"assent.date": "2026-05-10", "birth_date": "2008-05-20"}),
    Row("Q06", {"icf.signed_date": "2026-05"}),
    Row("Q06", {"icf.signed_date": None}, info("icf.signed_date")),
    Row("Q06", {"icf.signed_date": None, "icf.signed": False}),
    Row(
        "Q07",
        {"icf.signed_date": "2026-05-09"},
        block("icf.signed_date first_protocol_procedure_date consent_precedes_first_procedure"),
    ),
    Row("Q07", {"icf.signed_date": "2026-05-09", "consent_precedes_first_procedure": True}),
    Row("Q07", {"icf.signed_date": "2026-05-09", "consent_precedes_first_procedure": False}),
    Row("Q07", {"icf.signed_date": "2026-05-08"}),
    Row("Q08", {"icf.signer": "participant"}, warn("icf.signer birth_date")),
    Row("Q08", {"icf.signer": "participant", "icf.signed": None}),
    Row("Q08", {"icf.signer": "participant", "birth_date": "2008-05-08"}),  # 18 on the day of signature
    Row("Q08", {"icf.signer": "participant", "birth_date": "2008-05-09"}, warn("birth_date icf.signer")),
    Row("Q08", {"birth_date": "2008-05-20"}, block("icf.signer birth_date", "icf.signer")),
    Row("Q08", {"birth_date": "2008-05-22"}, warn("birth_date icf.signer")),  # turns 18 on the day of the first dose
    Row("Q08", {"birth_date": "2008-05-23"}),
    Row("Q08", {"birth_date": "2008"}),
]

LABORATORY = [
    Row("Q10", {f"{ANC}.date": "2026-05-08"}),
    Row("Q10", {f"{ANC}.date": "2026-05-07"}, block(ANC, ANC)),
    Row("Q10", {f"{ANC}.date": "2026-05"}),
    Row("Q10", {NEXT: lab("ANC", "0.2", "10^9/L", "2026-05-07")}, info(NEXT)),
    Row("Q10", {"icf.signed_date": "2026-05-09", f"{ANC}.date": "2026-05-08"}, info(ANC)),
    Row("Q10", {"performance.date": "2026-05-07"}, block("performance", "performance")),
    Row("Q10", {"performance.date": "2026-05-08"}),
    Row("Q10", {"virology.date": "2026-05-07"}, block("virology", "virology")),
    Row("Q10", {"virology.date": "2026-05-08"}),
    Row("Q10", {f"{ANC}.date": None}),
    Row("Q10", {NEXT: {"value": "1", "date": "2026-05-01"}}),  # the test is not chosen yet
    Row("Q11", {f"{ANC}.date": "2026-05-15"}),
    Row("Q11", {f"{ANC}.date": "2026-05-14"}, warn(ANC)),
    Row("Q11", {f"{ANC}.date": "2026-05-14", f"{PLT}.date": "2026-05-14"}, warn(f"{ANC} {PLT}")),
    Row("Q11", {f"{ANC}.date": "2026-05-14"}, dates=days(first_dose=None)),
    Row("Q11", {NEXT: lab("ANC", "2.4", "10^9/L", "2026-05-10")}),
    Row("Q12", {NEXT: lab("ANC", "2.40", "10^9/L")}, warn(f"{ANC} {NEXT}")),
    Row("Q12", {NEXT: lab("ANC", "2400", "/uL")}, warn(f"{ANC} {NEXT}")),
    Row("Q12", {NEXT: lab("ANC", "2.4", "10^9/L", "2026-05-17")}),
    Row("Q12", {NEXT: lab("ANC", "2.5", "10^9/L")}),
    Row("Q13", {NEXT: lab("ANC", "0.4", "10^9/L")}, block(f"{ANC} {NEXT}")),
    Row("Q13", {NEXT: lab("ANC", "0.4", "10^9/L", "2026-05-17")}),
    Row("Q13", {NEXT: lab("ANC", "2400", "/uL")}),
    Row("Q14", {NEXT: lab("ANC", "0.99", "10^9/L", "2026-05-17")}, warn(f"{ANC} {NEXT}")),
    Row("Q14", {NEXT: lab("ANC", "1.0", "10^9/L", "2026-05-17")}),
    Row("Q14", {NEXT: lab("ANC", "0.99", "10^9/L", "2026-05-07")}),
    Row("Q14", {NEXT: lab("ANC", "0.99", "10^9/L", "2026-05-17"), "bone_marrow_involvement": True}),
    Row("Q14", {NEXT: lab("PT", "17.6", "s", "2026-05-17", uln="13.5")}, warn(f"{PT} {NEXT}")),
    Row("Q14", {NEXT: lab("PT", "17.5", "s", "2026-05-17", uln="13.5")}),
    Row("Q14", {NEXT: lab("INR", "1.6", "ratio", "2026-05-17")}, warn(f"{INR} {NEXT}")),
    Row("Q14", {NEXT: lab("ALT", "121", "U/L", "2026-05-19", uln="40")}, warn(f"{NEXT} {ALT}")),
    Row("Q14", {NEXT: lab("ALT", "121", "U/L", "2026-05-19")}),
    Row("Q14", {NEXT: lab("ALT", "121", "U/L", "2026-05-19", uln="40"), "liver_metastasis": None}),
    Row(
        "Q14", {NEXT: lab("ALT", "201", "U/L", "2026-05-19", uln="40"), "liver_metastasis": None}, warn(f"{NEXT} {ALT}")
    ),
    Row("Q14", {NEXT: lab("WBC", "2.9", "10^9/L"), "labs[10]": lab("WBC", "5.9", "10^9/L", "2026-05-17")}),
    Row("Q15", {NEXT: lab("ALT", "28", "U/L", "2026-05-10")}),  # superseded
    Row("Q15", {f"{ALT}.uln": None}, block(f"{ALT}.uln")),
    Row("Q15", {f"{ALT}.uln": "0"}, block(f"{ALT}.uln", f"{ALT}.uln")),
    Row("Q15", {f"{ALT}.uln": "0.68"}, block(f"{ALT}.uln", f"{ALT}.uln")),
    Row("Q15", {f"{ALT}.uln": "500"}),
    Row("Q15", {f"{ALT}.uln_unit": "ukat/L"}, block(f"{ALT}.uln", f"{ALT}.uln")),
    Row("Q15", {f"{CREATININE}.uln": "81", "birth_date": "2016-05-19"}, warn(f"{CREATININE}.uln")),
    Row("Q15", {f"{CREATININE}.uln": "80", "birth_date": "2016-05-19"}),
    Row("Q15", {f"{CREATININE}.uln": "81", "birth_date": "2016-05-18"}),  # ten on the day of the result
    Row("Q15", {f"{CREATININE}.uln": "0.7"}, block(f"{CREATININE}.uln", f"{CREATININE}.uln")),
    Row(
        "Q15",
        {f"{CREATININE}.value": "0.54", f"{CREATININE}.unit": "mg/dL"},
        block(f"{CREATININE}.uln", f"{CREATININE}.uln"),
    ),
    Row("Q15", {f"{BILIRUBIN}.uln": "0.49"}, block(f"{BILIRUBIN}.uln", f"{BILIRUBIN}.uln")),
    Row("Q15", {f"{BILIRUBIN}.uln": "0.5"}),
    Row("Q15", {f"{BILIRUBIN}.uln": "17.1"}, block(f"{BILIRUBIN}.uln", f"{BILIRUBIN}.uln")),
    Row("Q15", {f"{BILIRUBIN}.uln": "17.1", f"{BILIRUBIN}.uln_unit": "umol/L"}),
    Row("Q15", {f"{PT}.uln": "1.2"}, block(f"{PT}.uln", f"{PT}.uln")),
    Row("Q15", {f"{PT}.uln": "120"}, block(f"{PT}.uln", f"{PT}.uln")),
    Row("Q16", {f"{BILIRUBIN}.uln_unit": "mg/dL"}),
    Row(
        "Q16",
        {f"{BILIRUBIN}.uln": "17.1", f"{BILIRUBIN}.uln_unit": "umol/L"},
        info(f"{BILIRUBIN}.unit {BILIRUBIN}.uln_unit"),
    ),
    Row("Q16", {f"{ANC}.unit": "%"}, block(f"{ANC}.unit", ANC)),
    Row("Q16", {f"{ANC}.unit": None}, block(f"{ANC}.unit", ANC)),
    Row("Q16", {f"{PT}.unit": "%"}, block(f"{PT}.unit", PT)),
    Row("Q16", {f"{INR}.unit": None}),
    Row("Q16", {f"{ALT}.uln_unit": "mg/dL"}, block(f"{ALT}.uln_unit", f"{ALT}.uln")),
    Row("Q17", {f"{ANC}.value": "100"}),
    Row("Q17", {f"{ANC}.value": "100.1"}, block(ANC, ANC)),
    Row("Q17", {f"{ANC}.value": ">100"}, block(ANC, ANC)),
    Row("Q17", {f"{ANC}.value": "≥100"}),
    Row("Q17", {f"{ANC}.value": "2400", f"{ANC}.unit": "/uL"}),
    Row("Q17", {f"{ANC}.value": "0.001"}),
    Row("Q17", {f"{ANC}.value": "0.0009"}, block(ANC, ANC)),
    Row("Q17", {f"{ANC}.value": "<0.1"}),
    Row("Q17", {f"{ANC}.value": "<0.001"}, block(ANC, ANC)),
    Row("Q17", {f"{PLT}.value": "1"}),
    Row("Q17", {f"{PLT}.value": "0.99"}, block(PLT, PLT)),
    Row("Q17", {f"{PLT}.value": "3000"}),
    Row("Q17", {f"{PLT}.value": "182000"}, block(PLT, PLT)),
    Row("Q17", {NEXT: lab("WBC", "500", "10^9/L")}),
    Row("Q17", {NEXT: lab("WBC", "501", "10^9/L")}, block(NEXT, NEXT)),
    Row("Q18", {NEXT: lab("WBC", "2.4", "10^9/L")}),
    Row("Q18", {NEXT: lab("WBC", "2.3", "10^9/L")}, block(f"{ANC} {NEXT}", f"{ANC} {NEXT}")),
    Row("Q18", {NEXT: lab("WBC", "2.3", "10^9/L", "2026-05-17")}),
    Row("Q18", {NEXT: lab("WBC", "<3", "10^9/L")}),
    Row("Q19", {f"{CREATININE}.value": "5"}),
    Row("Q19", {f"{CREATININE}.value": "4.9"}, block(CREATININE, CREATININE)),
    Row("Q19", {f"{CREATININE}.value": "<5"}, block(CREATININE, CREATININE)),
    Row("Q19", {f"{CREATININE}.value": "<6"}),
    Row("Q19", {f"{CREATININE}.value": "20", f"{CREATININE}.unit": "mg/dL"}),
    Row("Q19", {f"{CREATININE}.value": "20.1", f"{CREATININE}.unit": "mg/dL"}, block(CREATININE, CREATININE)),
    Row("Q19", {f"{CREATININE}.value": "2000"}),
    Row("Q20", {f"{BILIRUBIN}.value": "60"}),
    Row("Q20", {f"{BILIRUBIN}.value": "60.1"}, block(BILIRUBIN, BILIRUBIN)),
    Row("Q20", {f"{BILIRUBIN}.unit": "umol/L"}, block(BILIRUBIN, BILIRUBIN)),
    Row("Q20", {f"{BILIRUBIN}.unit": "umol/L", f"{BILIRUBIN}.value": "1"}),
    Row("Q20", {NEXT: lab("BILIRUBIN_DIRECT", "0.6", "mg/dL")}),
    Row("Q20", {NEXT: lab("BILIRUBIN_DIRECT", "0.7", "mg/dL")}, warn(f"{NEXT} {BILIRUBIN}")),
    Row("Q20", {NEXT: lab("BILIRUBIN_DIRECT", "0.7", "mg/dL", "2026-05-17")}),
    Row("Q21", {f"{AST}.value": "30000"}),
    Row("Q21", {f"{AST}.value": "30001"}, block(AST, AST)),
    Row("Q21", {f"{AST}.value": "1"}),
    Row("Q21", {f"{AST}.value": "0.9"}, warn(AST)),
    Row("Q21", {f"{AST}.value": "0.9", f"{AST}.unit": "ukat/L"}),
    Row("Q22", {f"{INR}.value": "0.5"}),
    Row("Q22", {f"{INR}.value": "0.4"}, block(INR, INR)),
    Row("Q22", {f"{INR}.value": "20", f"{PT}.value": "90"}),
    Row("Q22", {f"{INR}.value": "20.1", f"{PT}.value": "90"}, block(INR, INR)),
    Row("Q22", {f"{APTT}.value": "10"}),
    Row("Q22", {f"{APTT}.value": "9.9"}, block(APTT, APTT)),
    Row("Q22", {f"{PT}.value": "95"}, block(PT, PT)),
    Row("Q22", {f"{PT}.value": "95", f"{INR}.date": "2026-05-17"}, warn(PT)),
    Row("Q22", {f"{PT}.value": "50", f"{INR}.date": "2026-05-17"}),
    Row("Q22", {f"{PT}.value": "60", f"{INR}.value": "5"}),
    Row("Q22", {f"{INR}.value": "2"}, warn(f"{PT} {INR}")),
    Row("Q22", {f"{INR}.value": "1.9"}),
    Row("Q22", {f"{PT}.value": "20.3"}, warn(f"{PT} {INR}")),
    Row("Q22", {f"{PT}.value": "20.2"}),
    Row(
        "Q23", {f"{BILIRUBIN}.value": "<30", f"{BILIRUBIN}.unit": "umol/L", f"{BILIRUBIN}.uln": "17.1"}, info(BILIRUBIN)
    ),
    Row("Q23", {f"{BILIRUBIN}.value": "<25.65", f"{BILIRUBIN}.unit": "umol/L", f"{BILIRUBIN}.uln": "17.1"}),
    Row("Q23", {f"{BILIRUBIN}.value": ">25.65", f"{BILIRUBIN}.unit": "umol/L", f"{BILIRUBIN}.uln": "17.1"}),
    Row("Q23", {f"{ANC}.value": "<1.0"}),
    Row("Q23", {f"{ANC}.value": "<1.0", "bone_marrow_involvement": True}, info(ANC)),
    Row("Q23", {f"{ANC}.value": "<1.0", "bone_marrow_involvement": None}, info(ANC)),
    Row("Q23", {f"{ANC}.value": "<0.5", "bone_marrow_involvement": None}),
    Row("Q23", {f"{ANC}.value": ">1.0", "bone_marrow_involvement": None}),
    Row(
        "Q23",
        {"virology.hbsag": "positive", "virology.hbv_dna": "<30", "virology.hbv_dna_upper_limit": "20"},
        info("virology.hbv_dna"),
    ),
    Row("Q23", {"virology.hbsag": "positive", "virology.hbv_dna": "<20", "virology.hbv_dna_upper_limit": "20"}),
    Row("Q23", {"virology.hbv_dna": "<30", "virology.hbv_dna_upper_limit": "20"}),
    Row("Q23", {"urine_protein_24h": {"value": "<2", "unit": "g/24h"}}, info("urine_protein_24h.value")),
    Row("Q23", {"urine_protein_24h": {"value": "<0.5", "unit": "g/24h"}}),
    Row("Q23", {"virology.hbsag": "positive", "virology.hbv_dna": "<30"}),
    Row("Q24", {f"{ANC}.value": "1,500"}, block(f"{ANC}.value", ANC)),
    Row("Q24", {f"{ANC}.value": "1.500"}),
    Row("Q24", {f"{ALT}.uln": "40,5"}, block(f"{ALT}.uln", f"{ALT}.uln")),
    Row("Q24", {"weight_kg": "38,5"}, block("weight_kg", "weight_kg")),
    Row("Q24", {"cardiac.lvef_percent": "6,4"}, block("cardiac.lvef_percent", "cardiac.lvef_percent")),
    Row("Q24", {"cardiac.qtc_ms": "4,12"}, block("cardiac.qtc_ms", "cardiac.qtc_ms")),
    Row("Q24", {"virology.hbv_dna": "1,200"}, block("virology.hbv_dna", "virology.hbv_dna")),
    Row("Q24", {"urine_protein_24h.value": "1,2"}, block("urine_protein_24h.value", "urine_protein_24h.value")),
]

CLINICAL = [
    Row("Q25", {"cardiac.qtc_formula": "Fridericia"}),
    Row("Q25", {}, info("cardiac.qtc_formula")),
    *(
        Row("Q25", {"cardiac.lvef_percent": value, "cardiac.qtc_formula": "Bazett"}, expected)
        for value, expected in (
            ("0.55", block("cardiac.lvef_percent", "cardiac.lvef_percent")),
            ("1.1", ()),
            ("90", ()),
            ("90.1", block("cardiac.lvef_percent", "cardiac.lvef_percent")),
            (">55", ()),
        )
    ),
    *(
        Row("Q25", {"cardiac.qtc_ms": value, "cardiac.qtc_formula": "Bazett"}, expected)
        for value, expected in (
            ("0.45", block("cardiac.qtc_ms", "cardiac.qtc_ms")),
            ("299", block("cardiac.qtc_ms", "cardiac.qtc_ms")),
            ("300", ()),
            ("700", ()),
            ("701", block("cardiac.qtc_ms", "cardiac.qtc_ms")),
            ("<450", ()),
        )
    ),
    Row("Q26", {"sex": None, "cardiac.qtc_ms": "449"}),
    Row("Q26", {"sex": None, "cardiac.qtc_ms": "450"}, block("sex cardiac.qtc_ms")),
    Row("Q26", {"sex": None, "cardiac.qtc_ms": "469.9"}, block("sex cardiac.qtc_ms")),
    Row("Q26", {"sex": None, "cardiac.qtc_ms": "470"}),
    Row("Q26", {"cardiac.qtc_ms": "460"}),
    Row("Q26", {"sex": None, "cardiac.qtc_ms": "<450"}),
    Row("Q26", {"sex": None, "cardiac.qtc_ms": ">440"}, block("sex cardiac.qtc_ms")),
    Row("Q26", {"sex": None, "cardiac": None}),
    Row("Q27", {"performance": None}),
    Row("Q27", {"performance.scale": None}),
    Row("Q27", {"performance.score": 85}, warn("performance.score")),
    Row("Q27", {"performance.score": 0}),
    Row("Q27", {"birth_date": "2010-05-12"}, block("performance.scale birth_date")),  # 16 on the day of scoring
    Row("Q27", {"birth_date": "2010-05-13"}),
    Row("Q27", {"birth_date": "2010-05-12", "performance.scale": "karnofsky"}),
    Row("Q27", {"birth_date": "2010-05-13", "performance.scale": "karnofsky"}, block("performance.scale birth_date")),
    Row("Q27", {"birth_date": "2010-05"}),
    Row("Q27", {"birth_date": "2010-05-20", "performance.date": None}, block("performance.scale birth_date")),
    Row("Q27", {"birth_date": "2025-05-13"}, info("performance.scale")),
    Row("Q27", {"birth_date": "2025-05-12"}),
    Row("Q28", {"weight_kg": "15"}),
    Row("Q28", {"weight_kg": "14.9"}, info("weight_kg")),
    Row("Q28", {"weight_kg": "150.1"}, info("weight_kg")),
    Row("Q28", {"height_cm": "1.47"}, info("height_cm")),
    Row("Q28", {"height_cm": "105"}),
    Row("Q28", {"height_cm": "1.47", "birth_date": None}),
]

THERAPIES = [
    Row("Q29", {"chemo[0].agent": "lomustine"}, warn("nitrosourea_ever chemo[0]")),
    Row("Q29", {"chemo[0].nitrosourea": True}, warn("nitrosourea_ever chemo[0]")),
    Row("Q29", {"chemo[0].nitrosourea": True, "nitrosourea_ever": True}),
    Row("Q29", {"chemo[0].agent": "BCNU", "nitrosourea_ever": True}, warn("chemo[0].nitrosourea chemo[0]")),
    Row("Q29", {"chemo[0].agent": "bendamustine"}),
    Row("Q30", {"chemo[0].last_dose": None}, block("chemo[0].last_dose")),
    Row("Q30", {"chemo[0].last_dose": None, "chemo[0].myelosuppressive": False}),
    Row("Q30", {"chemo[0].last_dose": "ongoing"}),
    Row("Q30", {"radiotherapy[0].last_date": None}, block("radiotherapy[0].last_date")),
    Row("Q30", {"sct": [{"donor": "autologous"}]}, block("sct[0].date")),
    Row("Q30", {"other_trials": [{"kind": "anti_tumour_drug"}]}, block("other_trials[0].last_participation")),
    Row("Q30", {"other_trials": [{"kind": "other"}]}),
    Row(
        "Q30",
        {"steroids_immunosuppressants": [{"agent": "dexamethasone"}]},
        block("steroids_immunosuppressants[0].last_dose"),
    ),
    Row("Q30", {"steroids_immunosuppressants": [{"agent": "budesonide", "route": "inhaled"}]}),
    Row("Q30", {"autoimmune": [{"treatment": "systemic"}]}, block("autoimmune[0].last_systemic_treatment")),
    Row("Q30", {"autoimmune": [{"treatment": "replacement_only"}]}),
    Row(
        "Q31",
        {"other_anticancer": [{"agent": "Temozolomide", "last_dose": "2026-01-01"}]},
        warn("chemo[0] other_anticancer[0]"),
    ),
    Row("Q31", {"other_anticancer": [{"agent": "pazopanib", "kind": "targeted", "last_dose": "2026-01-01"}]}),
    Row(
        "Q31",
        {"other_anticancer": [{"agent": "XY-1", "kind": "investigational"}], "other_trials": []},
        warn("other_anticancer[0].kind other_trials"),
    ),
    Row("Q31", {"other_anticancer": [{"agent": "XY-1", "kind": "investigational"}], "other_trials": None}),
    Row(
        "Q31",
        {
            "other_anticancer": [{"agent": "XY-1", "kind": "investigational"}],
            "other_trials": [{"kind": "anti_tumour_drug"}],
        },
    ),
    Row("Q31", {"other_trials": [{"kind": "anti_tumour_drug"}], "chemo": []}, warn("other_trials other_anticancer")),
    Row("Q31", {"other_trials": [{"kind": "anti_tumour_drug"}]}),
    Row(
        "Q32",
        {"diagnosis.prior_treatment": ["chemotherapy", "radiotherapy", "sct"]},
        warn("diagnosis.prior_treatment sct"),
    ),
    Row("Q32", {"diagnosis.prior_treatment": ["chemotherapy", "radiotherapy", "sct"], "sct": None}),
    Row("Q32", {"diagnosis.prior_treatment": ["chemotherapy"]}, warn("diagnosis.prior_treatment radiotherapy")),
    Row(
        "Q32",
        {"sct": [{"date": "2025-09-01", "tbi": True}], "diagnosis.prior_treatment": None},
        warn("sct[0].tbi radiotherapy"),
    ),
    Row(
        "Q32",
        {
            "sct": [{"date": "2025-09-01", "tbi": True}],
            "diagnosis.prior_treatment": None,
            "radiotherapy[0].class": "substantial_bone_marrow",
        },
    ),
    Row(
        "Q32",
        {"chemo": [], "chemo_acute_toxicities": [{"current_grade": 2}], "diagnosis.prior_treatment": None},
        block("chemo chemo_acute_toxicities[0]", "chemo chemo_acute_toxicities"),
    ),
    Row("Q32", {"chemo": [], "chemo_acute_toxicities": [{"current_grade": 1}], "diagnosis.prior_treatment": None}),
    Row("Q32", {"chemo": None, "chemo_acute_toxicities": [{"current_grade": 2}], "diagnosis.prior_treatment": None}),
    Row("Q32", {"radiotherapy[0].class": "other"}, info("radiotherapy[0].class")),
    Row(
        "Q33",
        {"sct": [{"date": "2025-09-01", "donor": "autologous"}], "active_gvhd": True},
        block("active_gvhd sct[0].donor", "active_gvhd sct[0].donor"),
    ),
    Row("Q33", {"sct": [{"date": "2025-09-01", "donor": "allogeneic"}], "active_gvhd": True}),
    Row("Q33", {"sct": [{"date": "2025-09-01"}], "active_gvhd": True}),
    Row("Q33", {"sct": [{"date": "2025-09-01", "donor": "autologous"}], "active_gvhd": False}),
    Row("Q33", {"sct": [], "active_gvhd": True}, block("active_gvhd sct", "active_gvhd sct")),
    Row(
        "Q33",
        {"steroids_immunosuppressants": [{"agent": "ciclosporin", "purpose": "gvhd_prophylaxis"}]},
        block("steroids_immunosuppressants[0].purpose sct", "sct"),
    ),
    Row(
        "Q33",
        {
            "steroids_immunosuppressants": [{"agent": "ciclosporin", "purpose": "gvhd_prophylaxis"}],
            "allogeneic_transplants": [{"kind": "hsct"}],
        },
    ),
    Row("Q34", {"growth_factors[0].agent": "PEG-rhG-CSF"}, warn("growth_factors[0].acting")),
    Row("Q34", {"growth_factors[0].acting": "long"}, warn("growth_factors[0].acting")),
    Row("Q34", {"growth_factors[0].acting": None}),
    Row("Q34", {"growth_factors[0].agent": "unheard-of"}),
]

SUPPORT = [
    # The neutrophils are of 18 May.
    Row("Q35", {"growth_factors[0].last_dose": "2026-05-15"}, warn(f"{ANC} growth_factors[0]")),
    Row("Q35", {"growth_factors[0].last_dose": "2026-05-14"}),
    Row("Q35", {"growth_factors[0].last_dose": "2026-05-19"}),
    Row("Q35", {"growth_factors[0].last_dose": "ongoing"}, warn(f"{ANC} growth_factors[0]")),
    Row(
        "Q35",
        {"growth_factors[0].last_dose": "2026-05-04", "growth_factors[0].acting": "long"},
        warn(f"{ANC} growth_factors[0]"),
    ),
    Row("Q35", {"growth_factors[0].last_dose": "2026-05-03", "growth_factors[0].acting": "long"}),
    Row("Q35", {"growth_factors[0].last_dose": "2026-05-15", "growth_factors[0].agent": "rhTPO"}),
    Row("Q35", {f"{ANC}.date": None, "growth_factors[0].last_dose": "ongoing"}),
    Row("Q35", {"growth_factors[0].last_dose": None}),
    Row("Q35", {"growth_factors[0].last_dose": "2026-05"}, warn(f"{ANC} growth_factors[0]")),
    Row("Q36", {f"{ANC}.value": "1.5"}),
    Row("Q36", {f"{ANC}.value": "1.49"}, warn(f"{ANC} chemo_acute_toxicities")),
    Row("Q36", {f"{PLT}.value": "75"}),
    Row("Q36", {f"{PLT}.value": "74"}, warn(f"{PLT} chemo_acute_toxicities")),
    Row("Q36", {f"{ANC}.value": "1.49", "bone_marrow_involvement": True}),
    Row("Q36", {f"{ANC}.value": "1.49", "chemo": []}),
    Row("Q36", {f"{ANC}.value": "1.49", "chemo_acute_toxicities": None}),
    Row("Q36", {f"{ANC}.value": "1.49", "chemo_acute_toxicities": [{"category": "marrow", "current_grade": 2}]}),
    Row(
        "Q36",
        {f"{ANC}.value": "1.49", "chemo_acute_toxicities": [{"category": "other", "current_grade": 2}]},
        warn(f"{ANC} chemo_acute_toxicities"),
    ),
    Row("Q37", {f"{ANC}.value": "0.99", "bone_marrow_involvement": True}, warn(f"bone_marrow_involvement {ANC}")),
    Row("Q37", {f"{ANC}.value": "1.0", "bone_marrow_involvement": True}),
    Row("Q37", {f"{ANC}.value": "0.49", "bone_marrow_involvement": True}),
    Row("Q37", {f"{ALT}.value": "121", "liver_metastasis": True}, warn(f"liver_metastasis {ALT}")),
    Row("Q37", {f"{ALT}.value": "121", "liver_metastasis": False}),
    Row("Q37", {"diagnosis.histology": None}, info("diagnosis.histology")),
    Row(
        "Q38",
        {"other_anticancer": [{"agent": "enoxaparin", "last_dose": "ongoing"}]},
        warn("anticoagulant_or_thrombolytic_current other_anticancer[0].agent"),
    ),
    Row("Q38", {"other_anticancer": [{"agent": "enoxaparin", "last_dose": "2026-05-19"}]}),
    Row(
        "Q38",
        {
            "other_anticancer": [{"agent": "enoxaparin", "last_dose": "ongoing"}],
            "anticoagulant_or_thrombolytic_current": True,
        },
    ),
    Row(
        "Q38",
        {"thromboembolic_events": [{"type": "deep_vein_thrombosis", "date": "2025-05-20"}]},
        warn("thromboembolic_events[0] anticoagulant_or_thrombolytic_current"),
    ),
    Row("Q38", {"thromboembolic_events": [{"type": "deep_vein_thrombosis", "date": "2025-05-19"}]}),
    Row("Q38", {"thromboembolic_events": [{"type": "cerebral haemorrhage", "date": "2026-01-01"}]}),
    *(
        Row("Q39", {"infection.therapy": [{"agent": "meropenem", **course}]}, expected)
        for course, expected in (
            ({"route": "iv", "purpose": "treatment"}, warn("infection.therapy[0] infection.active")),
            ({"route": "iv", "purpose": "prophylaxis"}, ()),
            ({"route": "oral", "purpose": "treatment"}, ()),
            ({"route": "iv", "purpose": "treatment", "end_date": "2026-05-19"}, ()),
            (
                {"route": "iv", "purpose": "treatment", "end_date": "2026-05-20"},
                warn("infection.therapy[0] infection.active"),
            ),
        )
    ),
    Row(
        "Q40", {"virology.hbv_dna": "21", "virology.hbv_dna_upper_limit": "20"}, warn("virology.hbv_dna virology.hbsag")
    ),
    Row("Q40", {"virology.hbv_dna": "20", "virology.hbv_dna_upper_limit": "20"}),
    Row("Q40", {"virology.hbv_dna": "<20"}),
    Row("Q40", {"virology.hbv_dna": "1,200"}),
    Row("Q40", {"virology.hbv_dna": ">20"}, warn("virology.hbv_dna virology.hbsag")),
    Row("Q40", {"virology": None}),
    Row("Q40", {"birth_date": "2024-11-21", "virology": {"hbsag": "negative"}}),
    Row("Q40", {"virology.hcv_rna": "positive"}, warn("virology.hcv_rna virology.anti_hcv")),
    Row("Q40", {"virology.hcv_rna": "positive", "virology.anti_hcv": "positive"}),
    Row("Q40", {"birth_date": "2024-11-21"}, warn("virology.anti_hcv virology.hiv")),
    Row("Q40", {"birth_date": "2024-11-20"}),
    *(
        Row("Q41", {"urine_protein_dipstick": dipstick, "urine_protein_24h": {"value": value, "unit": unit}}, expected)
        for dipstick, value, unit, expected in (
            ("+", "1.0", "g/24h", warn("urine_protein_24h.value urine_protein_dipstick")),
            ("+", "999", "mg/24h", ()),
            ("-", "1000", "mg/24h", warn("urine_protein_24h.value urine_protein_dipstick")),
            ("++", "1000", "mg/24h", ()),
        )
    ),
    *(
        Row("Q42", {"vaccines": [{"date": "2026-01-20", **vaccine}]}, expected)
        for vaccine, expected in (
            ({"name": "MMR", "kind": "inactivated"}, warn("vaccines[0].name vaccines[0].kind")),
            ({"name": "MMR", "kind": "live"}, ()),
            ({"name": "MMR", "kind": None}, ()),
            ({"name": "influenza", "kind": "inactivated"}, ()),
            ({"name": "influenza", "kind": "inactivated", "date": "2026-05-20"}, ()),
            ({"name": "influenza", "kind": "inactivated", "date": "2026-05-22"}, warn("vaccines[0].date")),
            ({"name": "influenza", "kind": "inactivated", "date": "2026-05-23"}, info("vaccines[0].date")),
        )
    ),
    Row("Q43", {"poor_compliance": True}, warn("ability_to_comply poor_compliance")),
    Row("Q43", {"poor_compliance": False}),
    Row("Q43", {"poor_compliance": False, "ability_to_comply": False}, warn("ability_to_comply poor_compliance")),
    *(
        Row("Q43", {"estimated_survival_weeks": weeks, "survival_at_least_12_weeks": judged}, expected)
        for weeks, judged, expected in (
            ("11.9", True, block(*["estimated_survival_weeks survival_at_least_12_weeks"] * 2)),
            ("12", True, ()),
            ("12", False, block(*["estimated_survival_weeks survival_at_least_12_weeks"] * 2)),
            ("<12", False, ()),
            ({"low": "8", "high": "16"}, True, ()),
            ("11.9", None, ()),
        )
    ),
    Row("Q47", {"birth_date": "2007-05-22"}, warn("birth_date")),  # turns 19 on the day of the first dose
    Row("Q47", {"birth_date": "2007-05-23"}),
    Row("Q47", {"birth_date": "2007-05-20"}),
    Row("Q47", {"birth_date": "2010-05-21"}, info("birth_date")),
    Row("Q47", {"birth_date": "2010-05-21"}, dates=days(first_dose=None)),
    Row("Q47", {"birth_date": "2010-05-21"}, info("birth_date"), days(enrolment="2026-05-21", first_dose=None)),
    # 21 days after the last chemotherapy
    Row("Q47", {"chemo[0].last_dose": "2026-05-01"}, info("chemo[0].last_dose")),
    Row("Q47", {"chemo[0].last_dose": "2026-05-02"}),
    Row("Q47", {"chemo[0].last_dose": "2026-04-29"}),
    Row("Q47", {"chemo[0].last_dose": "2026-04-10", "nitrosourea_ever": True}, info("chemo[0].last_dose")),
    Row("Q47", {"growth_factors[0].last_dose": "2026-05-19"}, info("growth_factors[0].last_dose")),
    Row("Q47", {"radiotherapy[0].last_date": "2026-05-08"}, info("radiotherapy[0].last_date")),
    Row("Q47", {"sct": [{"date": "2026-03-27"}]}, info("sct[0].date")),
    Row(
        "Q47",
        {"other_anticancer": [{"agent": "pazopanib", "last_dose": "2026-04-23"}]},
        info("other_anticancer[0].last_dose"),
    ),
    Row(
        "Q47",
        {"steroids_immunosuppressants": [{"route": "systemic", "last_dose": "2026-05-07"}]},
        info("steroids_immunosuppressants[0].last_dose"),
    ),
    Row("Q47", {"steroids_immunosuppressants": [{"route": "inhaled", "last_dose": "2026-05-07"}]}),
    Row("Q47", {"vaccines": [{"kind": "live", "date": "2026-04-21"}]}, info("vaccines[0].date")),
    Row("Q47", {"vaccines": [{"kind": "live", "date": "2026-04-22"}]}),
    Row("Q47", {"vaccines": [{"kind": "inactivated", "date": "2026-04-21"}]}),
    Row("Q48", {"sct": [{"date": "2014-09-17"}]}, warn("sct[0].date")),
    Row("Q48", {"sct": [{"date": "2014-09-18"}]}),
    Row("Q48", {"recent_events": [{"kind": "major_surgery", "date": "2026-01-01"}]}, warn("recent_events[0].date")),
    Row("Q48", {"recent_events": [{"kind": "major_surgery", "date": "2026-01-02"}]}),
    Row("Q48", {"recent_events": [{"kind": "major_surgery", "date": "2026"}]}),
    Row("Q48", {"chemo[0].last_dose": "2026-01-01"}),
]

ROWS = CONSENT + LABORATORY + CLINICAL + THERAPIES + SUPPORT


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.check}-{row.changes}")
def test_a_check_speaks_exactly_when_it_should(row: Row) -> None:
    found = findings(row.check, row.changes, row.dates)
    assert tuple((finding.severity, finding.facts, finding.blocks) for finding in found) == row.expected


def test_every_check_of_the_record_is_shown_speaking_and_silent() -> None:
    computed = {code for code, check in CHECKS.items() if check.find is not None}
    assert {row.check for row in ROWS if row.expected} == computed
    assert {row.check for row in ROWS if not row.expected} == computed
