"""What leaves on paper: the checklist of a screening, and the empty worksheet for a day without the system."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from screening.clock import utc_now
from screening.exports import pdf
from screening.exports.checklist import WANTED, Printing, Wanted
from screening.exports.checklist import checklist as checklist_content
from screening.exports.worksheet import worksheet as worksheet_content
from screening.services.exports import record_printing
from screening.services.integrity import current_head
from screening.verdicts import protocol
from screening.views.common import answering, assessment_of, find, person
from screening.wording import reader_language


@require_GET
@answering
def checklist(request: HttpRequest, number: str) -> HttpResponse:
    """As of the same day as the verdict page. That it was taken out is an event of the trail, and hangs on its head."""
    screening, user = find(request, number), person(request)
    wanted = _wanted(request)
    record_printing(by=user, screening=screening, languages=wanted)
    printing = Printing(user, utc_now(), current_head())
    content = checklist_content(screening, assessment_of(screening), printing, wanted)
    return _file(pdf.made("checklist", content, at=printing.at), f"checklist-{screening.number}.pdf")


@require_GET
@answering
def worksheet(request: HttpRequest) -> HttpResponse:
    content = worksheet_content(protocol())
    return _file(pdf.made("worksheet", content, at=utc_now()), "worksheet.pdf")


def _wanted(request: HttpRequest) -> Wanted:
    """The languages of the address; else the reader's own."""
    asked = request.GET.get("lang", "")
    own: Wanted = "zh-hans" if reader_language() == "zh" else "en"
    return next((each for each in WANTED if each == asked), own)


def _file(content: bytes, name: str) -> HttpResponse:
    """Shown by the browser rather than kept among its downloads, and called by the screening's number and nothing else."""
    return HttpResponse(
        content, content_type=pdf.CONTENT_TYPE, headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
