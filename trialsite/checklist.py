"""The checklist of a signed screening, made as for the printer: does it show each signature as it is stored?"""

import json

from django.core.management.base import CommandError

from screening.clock import utc_now
from screening.exports import pdf
from screening.exports.checklist import Printing, checklist
from screening.models import DECISIONS, Signature
from screening.services.integrity import current_head
from screening.views.common import assessment_of


def signed_checklist() -> tuple[str, bytes] | None:
    """The number of the newest signed screening, and its checklist as PDF; None where nothing is signed."""
    signed = Signature.objects.filter(meaning__in=DECISIONS).select_related("screening__site", "signer")
    newest = signed.order_by("pk").last()
    if newest is None:
        return None
    screening = newest.screening
    printing = Printing(newest.signer, utc_now(), current_head())
    content = checklist(screening, assessment_of(screening), printing, "both")
    shown = json.dumps(content, ensure_ascii=False)
    for signature in Signature.objects.filter(screening=screening):
        if absent := [
            name
            for name, words in manifestation(signature).items()
            if json.dumps(words, ensure_ascii=False)[1:-1] not in shown
        ]:
            raise CommandError(f"The checklist of {screening.number} does not show a signature's {', '.join(absent)}")
    return screening.number, pdf.made("checklist", content, at=printing.at)


def manifestation(signature: Signature) -> dict[str, str]:
    """What must be readable of a signature (21 CFR 11.50): who, when in which zone, meaning what."""
    return {
        "printed name": signature.printed_name,
        "time": f"{signature.signed_at:%Y-%m-%d %H:%M:%S} UTC",
        "zone": signature.timezone,
        "meaning": signature.statement,
    }
