"""Recording what only an investigator may decide."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from screening.errors import Clash, Conflict, InvalidInput
from screening.facts import governing, place_of, value_at
from screening.models import Judgement, Screening, User
from screening.noted import noted_answer
from screening.permissions import Action
from screening.services.audit import acting
from screening.services.common import as_of_now, clean_reason, locked, next_version, store_verdict
from screening.services.records import Saved

# The answer to each judgement question that speaks against the participant, by the fact's pattern: it needs a reason.
SPEAKS_AGAINST: dict[str, bool] = {
    "ability_to_comply": False,
    "survival_at_least_12_weeks": False,
    "effusion.investigator_accepts": False,
    "wounds_fractures[].long_term": True,
    "oral_absorption_factors[].significant": True,
    "investigator_other_condition": True,
    "poor_compliance": True,
}

Answers = Mapping[str, tuple[bool | None, str]]


def judge(*, by: User, screening: Screening, answers: Answers, base_version: int, today: date) -> Saved:
    """Record {storage path: (answer, reason)}; None is "can't decide yet". The same answer and reason again is no change.

    Raises PermissionRefused, NotAllowedNow, InvalidInput, and Conflict where a colleague judged the same question after
    `base_version`.
    """
    with acting(by=by, verb="judgement.record", screening=screening):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.JUDGE)
        wanted = _understood(screening, answers)
        standing = governing(screening.judgements.select_related("by"))
        wanted = {path: each for path, each in wanted.items() if _differs(standing.get(path), each)}
        _refuse_clashes(screening, wanted, standing, base_version)
        if wanted:
            next_version(screening, by=by)
            Judgement.objects.bulk_create(
                Judgement(
                    screening=screening, path=path, answer=answer, reason=reason, by=by, version=screening.version
                )
                for path, (answer, reason) in wanted.items()
            )
            store_verdict(screening, today=today)
        return Saved(screening.version, tuple(wanted))


def _understood(screening: Screening, answers: Answers) -> dict[str, tuple[bool | None, str]]:
    wanted: dict[str, tuple[bool | None, str]] = {}
    wrong: dict[str, str] = {}
    for path, (answer, reason) in answers.items():
        try:
            _check_question(screening, path)
            wanted[path] = (
                _answer(path, answer),
                clean_reason(reason, field=path, required=_needs_reason(screening, path, answer)),
            )
        except InvalidInput as invalid:
            wrong |= invalid.fields
    if wrong:
        raise InvalidInput(wrong)
    return wanted


def _check_question(screening: Screening, path: str) -> None:
    place = place_of(path)
    if not place.info.judgement:
        raise InvalidInput({path: _("This is not a question of judgement: it is entered in the form.")})
    row = path.rpartition("/")[0]
    if "[]" in place.info.path and value_at(screening.facts, row) is None:
        raise InvalidInput({path: _("The row that this question belongs to has been removed.")})


def _answer(path: str, answer: object) -> bool | None:
    if answer is not None and not isinstance(answer, bool):
        raise InvalidInput({path: _("Answer yes, no, or can't decide yet.")})
    return answer


def _needs_reason(screening: Screening, path: str, answer: bool | None) -> str:
    if answer is SPEAKS_AGAINST[place_of(path).info.path]:
        return _("Say why: this answer speaks against the participant.")
    noted = noted_answer(screening.facts, path)
    return "" if noted in {None, answer} else _("Say why: the coordinator noted another answer.")


def _differs(standing: Judgement | None, wanted: tuple[bool | None, str]) -> bool:
    return standing is None or (standing.answer, standing.reason) != wanted


def _refuse_clashes(
    screening: Screening, wanted: Answers, standing: Mapping[str, Judgement], base_version: int
) -> None:
    clashes = {
        path: Clash(
            mine=answer, theirs=standing[path].answer, who=standing[path].by.printed_name, when=standing[path].at
        )
        for path, (answer, _reason) in wanted.items()
        if path in standing and standing[path].version > base_version
    }
    if clashes:
        raise Conflict(clashes, screening.version)
