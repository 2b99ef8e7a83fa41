"""The verdict with its evidence, and one criterion of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from criteria import Assessment, Criterion, Protocol
from screening import selectors
from screening.clock import utc_now
from screening.forms.pages import JudgeForm
from screening.models import Screening
from screening.permissions import user_can_edit, user_can_judge
from screening.presenters import chip, display_code, findings
from screening.rows import criterion as criterion_rows
from screening.rows import verdict as rows
from screening.rows.desk import desk
from screening.rows.judgements import asks_judgement, questions
from screening.rows.queries import beside, may_ask
from screening.rows.timeline import description, timeline
from screening.rows.tree import rule_tree
from screening.rows.turns import turns
from screening.rows.waits import waits as waits_of
from screening.services.integrity import current_head
from screening.verdicts import word_of
from screening.views.common import answering, assessment_of, day_of_verdict, find, person, strip_of
from screening.wording import CHIP_KEYS


@require_GET
@answering
def verdict(request: HttpRequest, number: str) -> HttpResponse:
    screening, user = find(request, number), person(request)
    assessment = assessment_of(screening)
    judges = user_can_judge(user, screening)
    lines = rows.all_lines(
        screening,
        assessment,
        editable=user_can_edit(user, screening),
        judges=judges,
        judging=_judging(screening, assessment) if judges else None,
    )
    show = _shown(request)
    waits = waits_of(screening, assessment)
    context = {
        "strip": strip_of(screening, "verdict"),
        "desk": desk(user, screening, assessment, lines),
        "filters": rows.filters(lines, show),
        "tables": rows.tables(assessment, lines, show),
        "waits": waits,
        "timeline": timeline(assessment, waits),
        "timeline_words": description(assessment, waits),
        "findings": findings(screening, assessment),
        "first_dose": screening.planned_first_dose,
        "assessment": assessment,
        "as_of": day_of_verdict(screening),
        "version": screening.version,
        "audit_head": current_head(),
        "asks": may_ask(user, screening),
    }
    return render(request, "screening/verdict.html", context)


def _judging(screening: Screening, assessment: Assessment) -> rows.Judging:
    """The questions of each code as fields, to be answered in the line they belong to."""
    asked = questions(screening, assessment, selectors.judgements_of(screening))
    found: dict[str, tuple[object, ...]] = {}
    for row in JudgeForm(questions=asked).rows():
        found[row[0].code] = (*found.get(row[0].code, ()), row)
    return found


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
        "judge_url": rows.judge_url(screening) if user_can_judge(user, screening) and asks_judgement(asked) else "",
        "tree": rule_tree(screening, assessment, result),
        "turns": turns(screening, asked, until=day_of_verdict(screening)),
        "history": criterion_rows.history(screening, asked),
        "beside": beside(user, screening, asked, now=utc_now()),
        "as_of": day_of_verdict(screening),
    }
    return render(request, "screening/criterion.html", context)


def _criterion(protocol: Protocol, code: str) -> Criterion:
    """By the code as it is printed ("I7") or as the protocol's page has it ("I07")."""
    for each in protocol.criteria:
        if code in {each.id, display_code(each.id)}:
            return each
    raise Http404
