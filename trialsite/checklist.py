"""The verdict page of a signed screening, made without a browser: does it show each signature as it is stored?"""

from django.core.management.base import CommandError
from django.http import HttpRequest
from django.utils.html import escape
from django.utils.translation import override

from screening.models import DECISIONS, Signature
from screening.views.verdict import verdict


def signed_checklist() -> str | None:
    """The number of the newest signed screening after rendering its page; None where nothing is signed."""
    newest = Signature.objects.filter(meaning__in=DECISIONS).select_related("screening", "signer").order_by("pk").last()
    if newest is None:
        return None
    page = rendered(newest)
    for signature in Signature.objects.filter(screening=newest.screening):
        absent = [name for name, words in manifestation(signature).items() if escape(words) not in page]
        if absent:
            raise CommandError(
                f"The checklist of {newest.screening.number} does not show a signature's {', '.join(absent)}"
            )
    return str(newest.screening.number)


def rendered(signature: Signature) -> str:
    """The page as its signer would read it."""
    request = HttpRequest()
    request.method = "GET"
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user = signature.signer
    with override("en"):
        answer = verdict(request, signature.screening.number)
    if answer.status_code != 200:
        raise CommandError(f"The verdict of {signature.screening.number} answers {answer.status_code}")
    return answer.content.decode()


def manifestation(signature: Signature) -> dict[str, str]:
    """What must be readable of a signature (21 CFR 11.50): who, when in which zone, meaning what."""
    return {
        "printed name": signature.printed_name,
        "time": f"{signature.signed_at:%Y-%m-%d %H:%M:%S} UTC",
        "zone": signature.timezone,
        "meaning": signature.statement,
    }
