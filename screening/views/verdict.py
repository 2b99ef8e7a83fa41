"""The verdict with its evidence, and one criterion of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from criteria import Criterion, Protocol
from screening.permissions import user_can_edit, user_can_judge
from screening.presenters import chip, display_code, findings
from screening.rows import criterion as criterion_rows
from screening.rows import verdict as rows
from screening.rows.desk import desk
from screening.services.integrity import current_head
from screening.verdicts import word_of
from screening.views.common import answering, assessment_of, day_of_verdict, find, person, strip_of
from screening.wording import CHIP_KEYS


@require_GET
@answering
def verdict(request: HttpRequest, number: str) -> HttpResponse:
    screening, user = find(request, number), person(request)
    assessment = assessment_of(screening)
    lines = rows.all_lines(
        screening, assessment, editable=user_can_edit(user, screening), judges=user_can_judge(user, screening)
    )
    show = _shown(request)
    context = {
        "strip": strip_of(screening, "verdict"),
        "desk": desk(user, screening, assessment, lines),
        "filters": rows.filters(lines, show),
        "tables": rows.tables(assessment, lines, show),
        "waits": rows.waits(screening, assessment),
        "findings": findings(screening, assessment),
        "first_dose": screening.planned_first_dose,
        "assessment": assessment,
        "as_of": day_of_verdict(screening),
        "audit_head": current_head(),
    }
    return render(request, "screening/verdict.html", context)


def _shown(request: HttpRequest) -> str:
    asked = request.GET.get("show", "")
    return asked if asked in {"todo", *CHIP_KEYS} else ""


@require_GET
@answering
def criterion(request: HttpRequest, number: str, code: str) -> HttpResponse:
    screening, user = find(request, number), person(request)
    assessment = assessment_of(screening)
    asked = _criterion(assessment.protocol, code)
    result = assessment[asked.id]
    editable = user_can_edit(user, screening)
    context = {
        "strip": strip_of(screening, "verdict"),
        "criterion": asked,
        "code": display_code(asked.id),
        "chip": chip(word_of(result)),
        "sentence": rows.evidence_sentence(assessment, result),
        "others": rows.other_readings(result),
        "reading_dependent": result.reading_dependent,
        "evidence": criterion_rows.evidence_rows(screening, assessment, result),
        "missing": rows.missing_links(screening, assessment, result) if editable else (),
        "judge_url": rows.judge_url(screening)
        if user_can_judge(user, screening) and word_of(result) == "judge"
        else "",
        "history": criterion_rows.history(screening, asked),
        "as_of": day_of_verdict(screening),
    }
    return render(request, "screening/criterion.html", context)


def _criterion(protocol: Protocol, code: str) -> Criterion:
    """By the code as it is printed ("I7") or as the protocol's page has it ("I07")."""
    for each in protocol.criteria:
        if code in {each.id, display_code(each.id)}:
            return each
    raise Http404
