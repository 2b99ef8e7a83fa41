"""Checks on what a record does not hold: consent versions, who judged and when, signatures, other candidates.

The application knows these things and passes them in; nothing is looked up here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from criteria.checks.finding import Finding, name_of
from criteria.record import PatientRecord
from criteria.text import Text


@dataclass(frozen=True, slots=True)
class ConsentVersion:
    """A version of the informed consent form and the day from which it is approved for use."""

    version: str
    approved_on: date


@dataclass(frozen=True, slots=True)
class GivenJudgement:
    """A judgement fact's path, with who gave it and when; `entitled` when that person's role allows it."""

    path: str
    by: str | None
    on: date | None
    entitled: bool


def find_consent_version(signed: ConsentVersion, signed_on: date, versions: Sequence[ConsentVersion]) -> Finding | None:
    """Q09: was a newer version approved on or before the day of signature?"""
    newest = max(
        (version for version in versions if version.approved_on <= signed_on),
        key=lambda version: version.approved_on,
        default=signed,
    )
    if newest.approved_on <= signed.approved_on:
        return None
    message = Text(
        f"The consent form signed on {signed_on} is version {signed.version}, but version {newest.version} was approved "
        f"on {newest.approved_on}: obtain consent on the newer one.",
        f"{signed_on}签署的知情同意书为{signed.version}版，而{newest.version}版已于{newest.approved_on}批准：请用新版重新签署。",
    )
    return Finding("Q09", "warn", message, ("icf.signed_date",))


def find_judgements(judgements: Sequence[GivenJudgement]) -> tuple[Finding, ...]:
    """Q44: a judgement without name or date, or by someone without the role, stays open."""
    return tuple(_unattributed(judgement) for judgement in judgements if not _is_attributed(judgement))


def _is_attributed(judgement: GivenJudgement) -> bool:
    return bool(judgement.by) and judgement.on is not None and judgement.entitled


def _unattributed(judgement: GivenJudgement) -> Finding:
    name = name_of(judgement.path)
    if not judgement.by or judgement.on is None:
        why = Text("has no name or no date", "缺少姓名或日期")
    else:
        why = Text("was given by someone who is not an investigator here", "由非研究者作出")
    message = Text(
        f"{name.en}: the judgement {why.en}; an investigator must give it.",
        f"{name.zh}：该判断{why.zh}，须由研究者作出。",
    )
    return Finding("Q44", "block", message, (judgement.path,), (judgement.path,))


def find_changes_since_signing(signed_on: date, changed: Sequence[str]) -> Finding | None:
    """Q45: the paths changed after the sign-off; the verdict signed is no longer that of the data."""
    if not changed:
        return None
    names = [name_of(path) for path in changed]
    message = Text(
        f"Changed since the sign-off of {signed_on}: {'; '.join(name.en for name in names)}. Look at the differences "
        "and sign again.",
        f"{signed_on}签署后有改动：{'；'.join(name.zh for name in names)}。请查看差异并重新签署。",
    )
    return Finding("Q45", "warn", message, tuple(changed))


def find_same_person(screening_numbers: Sequence[str]) -> Finding | None:
    """Q46: screenings of other candidates with the same birth date, sex and initials."""
    if not screening_numbers:
        return None
    others = ", ".join(screening_numbers)
    message = Text(
        f"Birth date, sex and initials are those of {others} too: make sure that it is not the same person.",
        f"出生日期、性别和姓名缩写与{others}相同：请确认不是同一人。",
    )
    return Finding("Q46", "warn", message, ("birth_date", "sex"))


def find_unanswered_at_signing(record: PatientRecord) -> Iterator[Finding]:
    """Q43 at sign-off: the investigator's general judgement (E22) is still blank."""
    if record.investigator_other_condition is None:
        path = "investigator_other_condition"
        name = name_of(path)
        message = Text(
            f"“{name.en}” is not answered: the investigator must answer it before signing.",
            f"“{name.zh}”尚未回答：签署前须由研究者回答。",
        )
        yield Finding("Q43", "warn", message, (path,))
