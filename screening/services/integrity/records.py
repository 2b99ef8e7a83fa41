"""Photographs, verdicts, signatures and places: each against its own seal, against the rules, and against each other."""

from collections.abc import Iterator

from criteria import Overall
from screening import photographs, verdicts
from screening.models import DECISIONS, Assessment, Enrolment, Meaning, Screening, Signature
from screening.services.integrity.problem import Problem
from screening.states import Status

AT_A_TIME = 200
PHOTOGRAPHS, VERDICTS, SIGNATURES, PLACES = "photographs", "verdicts", "signatures", "places"
_SENTENCES = {
    "key_unknown": "it was made with a key that is not in SIGNATURE_KEYS",
    "seal_broken": "its seal does not fit what was signed",
    "signature_altered": "it says something else than what was signed",
    "photograph_exchanged": "it belongs to another photograph",
    "photograph_altered": "its photograph was altered",
}

Found = Iterator[Problem | None]


def check_photographs() -> Found:
    """Each stored assessment against its digest, and the rules asked again: bit for bit the same answer."""
    for picture in Assessment.objects.order_by("pk").iterator(chunk_size=AT_A_TIME):
        where = f"assessment {picture.pk}"
        intact = photographs.sha256(photographs.content_of(picture)) == picture.digest
        yield None if intact else Problem(PHOTOGRAPHS, where, "it is not what was photographed")
        yield _replayed(picture, where)


def _replayed(picture: Assessment, where: str) -> Problem | None:
    spec = f"{picture.protocol_slug}@{picture.protocol_version}"
    try:
        if verdicts.protocol(spec).digest != picture.protocol_digest:
            return Problem(VERDICTS, where, f"protocol {spec} is not the one that it was assessed with")
        same = photographs.says_the_same(picture)
    except Exception as error:  # noqa: BLE001  whatever altered data make the rules raise is a finding, not an end
        return Problem(VERDICTS, where, f"the rules cannot read it again ({type(error).__name__})")
    return None if same else Problem(VERDICTS, where, "the same rules say something else to the same facts and days")


def check_summaries() -> Found:
    """The verdict columns of every screening, made anew for the day they name."""
    screenings = Screening.objects.order_by("pk").prefetch_related("judgements", "enrolment")
    for screening in screenings.iterator(chunk_size=AT_A_TIME):
        yield _summary(screening)


def _summary(screening: Screening) -> Problem | None:
    where, day = screening.number, screening.verdict_as_of
    if day is None:
        return None
    try:
        if verdicts.protocol_of(screening).digest != screening.verdict_digest:
            return Problem(VERDICTS, where, "its verdict was made with another protocol: run manage.py reassess")
        place = getattr(screening, "enrolment", None)
        enrolled = place.enrolled_on if place is not None and screening.status == Status.ENROLLED else None
        made = verdicts.assess(screening, today=day, enrolment=enrolled, judgements=screening.judgements.all())
    except Exception as error:  # noqa: BLE001  as above
        return Problem(VERDICTS, where, f"the rules cannot read its data ({type(error).__name__})")
    stored = {column: getattr(screening, column) for column in verdicts.SUMMARY_COLUMNS}
    return (
        None
        if stored == verdicts.summary_of(made)
        else Problem(VERDICTS, where, "its verdict is not what its data say")
    )


def check_signatures() -> Found:
    """Each against its seal and photograph; one that still counts also against the data as they stand."""
    signatures = Signature.objects.select_related("assessment", "screening").order_by("pk")
    for signature in signatures.iterator(chunk_size=AT_A_TIME):
        wrong = _wrong_with(signature)
        where = f"signature {signature.pk} of {signature.screening.number}"
        yield Problem(SIGNATURES, where, "; ".join(wrong)) if wrong else None


def _wrong_with(signature: Signature) -> list[str]:
    try:
        wrong = [_SENTENCES[code] for code in photographs.problems_of(signature)]
        if not signature.is_stale and signature.assessment.facts != verdicts.record_json(signature.screening):
            wrong.append("the data are not what was signed, and nobody changed them")
    except Exception as error:  # noqa: BLE001  as above
        return [f"it cannot be read ({type(error).__name__})"]
    return wrong


def check_places() -> Found:
    """A place belongs to an enrolled screening, with an investigator's signature on it and a photograph of the day."""
    enrolments = Enrolment.objects.select_related("screening", "signature", "assessment").order_by("pk")
    for enrolment in enrolments.iterator(chunk_size=AT_A_TIME):
        where = f"{enrolment.subject_number} of {enrolment.screening.number}"
        yield (
            None
            if _founded(enrolment)
            else Problem(PLACES, where, "its signature, photograph or screening do not bear it out")
        )
    enrolled = Screening.objects.filter(status=Status.ENROLLED, enrolment=None)
    for screening in enrolled.order_by("pk"):
        yield Problem(PLACES, screening.number, "it is enrolled, and has no place")


def _founded(enrolment: Enrolment) -> bool:
    signature, picture, screening = enrolment.signature, enrolment.assessment, enrolment.screening
    latest = Signature.objects.filter(screening=screening, meaning__in=DECISIONS).order_by("-pk").first()
    return (
        screening.status == Status.ENROLLED
        and signature == latest
        and signature.meaning == Meaning.ELIGIBLE
        and signature.version == screening.version
        and picture.screening_id == screening.pk
        and picture.overall == Overall.ELIGIBLE.value
        and picture.enrolment_date == enrolment.enrolled_on
        and (enrolment.trial_id, enrolment.subject_number) == (screening.trial_id, f"S-{enrolment.slot:03}")
    )
