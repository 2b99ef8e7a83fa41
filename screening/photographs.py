"""Photographs and what binds a signature to one: canonical bytes, digests, and the key that is not in the database."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

import criteria
from screening.models import Assessment, Judgement, Purpose, Screening, Signature, User


def canonical(value: Mapping[str, Any]) -> bytes:
    """The same content gives the same bytes, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha256(value: Mapping[str, Any]) -> str:
    return f"sha256:{hashlib.sha256(canonical(value)).hexdigest()}"


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def instant(at: datetime) -> str:
    """To the microsecond, which is what the database keeps."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def take(
    screening: Screening, assessed: criteria.Assessment, *, by: User, at: datetime, purpose: Purpose
) -> Assessment:
    """Keep this assessment whole. Replaying facts and dates under the same protocol gives the same verdicts for ever."""
    picture = Assessment(
        screening=screening,
        purpose=purpose,
        version=screening.version,
        assessment_date=assessed.dates.assessment,
        enrolment_date=assessed.dates.enrolment,
        first_dose_date=assessed.dates.first_dose,
        protocol_slug=assessed.protocol.slug,
        protocol_version=assessed.protocol.version,
        protocol_digest=assessed.protocol.digest,
        engine_version=criteria.ENGINE_VERSION,
        facts=assessed.record.to_json(),
        result=criteria.to_json(assessed),
        overall=assessed.overall.verdict.value,
        by=by,
        at=at,
    )
    picture.digest = sha256(content_of(picture))
    picture.save(force_insert=True)
    return picture


def content_of(picture: Assessment) -> dict[str, Any]:
    """Everything in a photograph that its digest covers."""
    return {
        "screening": picture.screening_id,
        "purpose": str(picture.purpose),
        "version": picture.version,
        "assessment_date": iso(picture.assessment_date),
        "enrolment_date": iso(picture.enrolment_date),
        "first_dose_date": iso(picture.first_dose_date),
        "protocol": {
            "slug": picture.protocol_slug,
            "version": picture.protocol_version,
            "digest": picture.protocol_digest,
        },
        "engine_version": picture.engine_version,
        "facts": picture.facts,
        "result": picture.result,
        "overall": picture.overall,
        "by": picture.by_id,
        "at": instant(picture.at),
    }


def payload_of(signature: Signature, judgements: Mapping[str, Judgement]) -> dict[str, Any]:
    """What is signed: the photograph by its digest, the judgements in it, and who signs what, when, meaning what."""
    return columns_of(signature) | {
        "number": signature.screening.number,
        "photograph": signature.assessment.digest,
        "protocol_digest": signature.assessment.protocol_digest,
        "overall": signature.assessment.overall,
        "verdicts": {each["id"]: each["verdict"] for each in signature.assessment.result["criteria"]},
        "judgements": {
            path: {"answer": each.answer, "reason": each.reason, "by": each.by_id, "at": instant(each.at)}
            for path, each in sorted(judgements.items())
        },
    }


def columns_of(signature: Signature) -> dict[str, Any]:
    """The columns of a signature that stand in its payload too, so that neither can be changed alone."""
    return {
        "screening": signature.screening_id,
        "assessment": signature.assessment_id,
        "version": signature.version,
        "meaning": str(signature.meaning),
        "statement": signature.statement,
        "language": signature.language,
        "signer": signature.signer_id,
        "printed_name": signature.printed_name,
        "role": str(signature.role),
        "signed_at": instant(signature.signed_at),
        "timezone": signature.timezone,
    }


def replay(picture: Assessment) -> dict[str, Any]:
    """What the rules of today's program say to a stored photograph."""
    protocol = criteria.load_protocol(f"{picture.protocol_slug}@{picture.protocol_version}")
    dates = criteria.Dates(picture.assessment_date, picture.enrolment_date, picture.first_dose_date)
    return criteria.to_json(criteria.assess(protocol, criteria.PatientRecord.from_json(picture.facts), dates))


# Of a result, what the engine puts into words of its own; the protocol's words are covered by its digest.
_WORDS = frozenset({"reason", "reason_zh", "message", "message_zh", "value", "required", "observed"})


def says_the_same(picture: Assessment) -> bool:
    """Do the rules say what they said then? To the bit; a later engine may put the same decisions into other words."""
    now, then = replay(picture), picture.result
    if picture.engine_version != criteria.ENGINE_VERSION:
        now, then = _decisions(now), _decisions(then)
    return canonical(now) == canonical(then)


def _decisions(result: Any) -> Any:
    """Verdicts, truths, facts and days."""
    if isinstance(result, dict):
        return {key: _decisions(value) for key, value in result.items() if key not in _WORDS}
    return [_decisions(each) for each in result] if isinstance(result, list) else result


def seal(payload: Mapping[str, Any]) -> tuple[str, str]:
    """The HMAC over a payload, and the name of the key it was made with."""
    if not settings.SIGNATURE_KEYS:
        raise ImproperlyConfigured("Nothing can be signed: set SIGNATURE_KEYS to name:secret, 32 characters or longer.")
    key_id, key = next(iter(settings.SIGNATURE_KEYS.items()))
    return _hmac(key, payload), key_id


def is_sealed(payload: Mapping[str, Any], digest: str, key_id: str) -> bool:
    """Was this payload sealed with that key of ours?"""
    key = settings.SIGNATURE_KEYS.get(key_id)
    return key is not None and hmac.compare_digest(_hmac(key, payload), digest)


def _hmac(key: str, payload: Mapping[str, Any]) -> str:
    return f"hmac-sha256:{hmac.new(key.encode(), canonical(payload), hashlib.sha256).hexdigest()}"


def problems_of(signature: Signature) -> list[str]:
    """Codes of what is wrong with a stored signature; empty when it is what was signed. Stale is not wrong."""
    return list(_problems(signature))


def _problems(signature: Signature) -> Iterator[str]:
    key = settings.SIGNATURE_KEYS.get(signature.key_id)
    if key is None:
        yield "key_unknown"
    elif not hmac.compare_digest(_hmac(key, signature.payload), signature.digest):
        yield "seal_broken"
    picture = signature.assessment
    if any(signature.payload.get(name) != value for name, value in columns_of(signature).items()):
        yield "signature_altered"
    if signature.payload.get("photograph") != picture.digest or picture.screening_id != signature.screening_id:
        yield "photograph_exchanged"
    if sha256(content_of(picture)) != picture.digest:
        yield "photograph_altered"
