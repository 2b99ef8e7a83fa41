"""Consent and assent: before the first procedure, and by the person entitled to sign."""

from collections.abc import Iterator

from criteria.calculators.age import birthday
from criteria.checks.case import Case
from criteria.checks.finding import Finding, name_of
from criteria.intervals import DateInterval
from criteria.text import Text


def _consent_dates(case: Case) -> Iterator[tuple[str, DateInterval]]:
    """The consent and, for a minor to whom it applies, the child's assent."""
    record = case.record
    if record.icf is not None and record.icf.signed_date is not None:
        yield "icf.signed_date", record.icf.signed_date
    assent = record.assent
    if assent is None or assent.date is None or assent.applicable is False:
        return
    if not case.is_at_least(case.age_of_majority, case.assessment):
        yield "assent.date", assent.date


# --- Q06, Q07 ---------------------------------------------------------------------------------------------------------


def consent_after_procedure(case: Case) -> Iterator[Finding]:
    procedure = case.record.first_protocol_procedure_date
    if isinstance(procedure, DateInterval):
        for path, signed in _consent_dates(case):
            if signed.first > procedure.last:
                name = name_of(path)
                message = Text(
                    f"{name.en}: {signed} is after the first protocol-related procedure of {procedure}; "
                    "correct the dates or record a protocol deviation.",
                    f"{name.zh}：{signed}晚于首次方案相关操作{procedure}；请更正日期或记录方案偏离。",
                )
                yield Finding("Q06", "warn", message, (path, "first_protocol_procedure_date"))
    yield from _consent_without_date(case)


def _consent_without_date(case: Case) -> Iterator[Finding]:
    icf = case.record.icf
    if icf is not None and icf.signed is True and icf.signed_date is None:
        message = Text(
            "The informed consent form is signed but its date is missing: enter it, or the order of consent and first "
            "procedure cannot be shown.",
            "知情同意书已签署但缺少日期：请补充，否则无法证明同意先于首次操作。",
        )
        yield Finding("Q06", "info", message, ("icf.signed_date",))


def same_day(case: Case) -> Iterator[Finding]:
    procedure = case.record.first_protocol_procedure_date
    if not isinstance(procedure, DateInterval) or case.record.consent_precedes_first_procedure is not None:
        return
    for path, signed in _consent_dates(case):
        if signed.is_exact and procedure.is_exact and signed.first == procedure.first:
            name = name_of(path)
            message = Text(
                f"{name.en} and the first protocol-related procedure are both on {signed}: "
                "attest which came first, or I13 stays open.",
                f"{name.zh}与首次方案相关操作同为{signed}：请声明先后顺序，否则I13无法判定。",
            )
            facts = (path, "first_protocol_procedure_date", "consent_precedes_first_procedure")
            yield Finding("Q07", "block", message, facts)


# --- Q08 --------------------------------------------------------------------------------------------------------------


def signer(case: Case) -> Iterator[Finding]:
    icf = case.record.icf
    if icf is None or icf.signed is not True or case.birth is None:
        return
    majority = case.age_of_majority
    if icf.signer == "participant" and case.is_younger_than(majority, case.assessment):
        message = Text(
            f"The consent form is signed by the participant alone, who is under {majority}: "
            "obtain the signature of a parent or guardian.",
            f"知情同意书仅由未满{majority}岁的受试者本人签署：请取得父母/监护人签字。",
        )
        yield Finding("Q08", "warn", message, ("icf.signer", "birth_date"))
    if icf.signer == "parent_guardian" and case.is_at_least(majority, case.assessment):
        message = Text(
            f"The consent form is signed by a parent or guardian, but the candidate is {majority} or older: "
            "obtain the candidate's own signature.",
            f"知情同意书由父母/监护人签署，但候选人已满{majority}岁：请取得本人签字。",
        )
        yield Finding("Q08", "block", message, ("icf.signer", "birth_date"), ("icf.signer",))
    yield from _comes_of_age(case, case.birth)


def _comes_of_age(case: Case, birth: DateInterval) -> Iterator[Finding]:
    """Turning 18 ahead, or since the participant signed as a minor: a new consent is needed."""
    icf = case.record.icf
    if not birth.is_exact or icf is None:
        return
    day = birthday(birth.first, case.age_of_majority)
    until = max(case.enrolment, case.first_dose or case.enrolment)
    signed_as_minor = icf.signer == "participant" and icf.signed_date is not None and icf.signed_date.last < day
    if case.assessment < day <= until or (signed_as_minor and day <= case.assessment):
        message = Text(
            f"The candidate turns {case.age_of_majority} during screening, on {day}: "
            "obtain the candidate's own consent from that day on.",
            f"候选人在筛选期间（{day}）年满{case.age_of_majority}岁：自该日起须取得本人重新签署的同意书。",
        )
        yield Finding("Q08", "warn", message, ("birth_date", "icf.signer"))
