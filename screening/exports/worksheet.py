"""The form as paper, for a day without the system: every question of every section, in both languages, to be written on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from criteria import Protocol, Text
from criteria.choices import choice_label
from criteria.record import SECTION_TITLES, SECTIONS, FactInfo, Section, vocabulary
from criteria.units import accepted_units
from screening import wording
from screening.exports.checklist import Content, in_languages
from screening.facts import judgement_facts
from screening.forms.fields import pretty_unit
from screening.forms.laboratory import TESTS, TESTS_WITHOUT_UNIT
from screening.forms.questions import OPTIONAL, TESTS_WITH_UPPER_LIMIT, columns_of, lists_of, scalars_of
from screening.wording import in_reader_language

LANGUAGES = ("en", "zh-hans")
_LABS_COLUMNS = ("labs[].value", "labs[].unit", "labs[].uln", "labs[].date")


def worksheet(protocol: Protocol) -> Content:
    """What worksheet.typ shows."""
    return {"languages": list(LANGUAGES), **in_languages(LANGUAGES, lambda: _sheet(protocol))}


def _sheet(protocol: Protocol) -> Content:
    return {
        "title": _("Screening worksheet"),
        "trial": in_reader_language(protocol.title),
        "protocol": protocol.name,
        "words": _words(),
        "head": [_("Screening no."), _("Site"), _("Filled in by (printed name)"), _("Date")],
        "sections": [_section(name) for name in SECTIONS],
        "tail": [
            _("Coordinator: printed name, signature, date"),
            _("Investigator: printed name, signature, date"),
            _("Entered into the system by, on"),
        ],
    }


def _words() -> dict[str, str]:
    return {
        "use": _(
            "For use while the system cannot be reached. Write dates as year-month-day, results with their unit as "
            "reported. Enter everything into the system as soon as it is back, and keep this sheet as the source."
        ),
        "nobody": _("No name on this sheet: the screening number says whose it is."),
        "optional": _("optional"),
        "investigator": _("answered by the investigator"),
        "reason": _("Reason"),
        "test": _("Test"),
        "copy": _("Worksheet, not a verdict: eligibility is decided in the system."),
        "page": pgettext("of a printed page", "Page"),
    }


def _section(name: Section) -> Content:
    return {
        "title": in_reader_language(SECTION_TITLES[name]),
        "questions": [_question(info) for info in _questions_of(name)] + ([_first_dose()] if name == "review" else []),
        "lists": [_list(info) for info in lists_of(name)],
        "labs": list(_labs()) if name == "laboratory" else [],
        "lab_columns": [_named(path) for path in _LABS_COLUMNS] if name == "laboratory" else [],
    }


def _questions_of(name: Section) -> Iterator[FactInfo]:
    yield from scalars_of(name)
    if name == "judgement":
        # Those of other sections too, so that the investigator finds all of hers in one place.
        yield from (info for info in judgement_facts().values() if "[]" not in info.path)


def _question(info: FactInfo) -> Content:
    return {
        "label": in_reader_language(info.label),
        "choices": list(_choices(info)),
        "is_date": info.kind == "date",
        "unit": info.unit or "",
        "is_optional": info.path in OPTIONAL,
        "is_judgement": info.judgement,
    }


def _first_dose() -> Content:
    """A plan of the trial's, and so no fact of the vocabulary."""
    return {
        "label": _("Planned first dose"),
        "choices": [],
        "is_date": True,
        "unit": "",
        "is_optional": False,
        "is_judgement": False,
    }


def _choices(info: FactInfo) -> Iterator[str]:
    if info.judgement:
        yield from (str(wording.YES), str(wording.NO))
    elif info.kind == "yes_no":
        yield from (str(wording.YES), str(wording.NO), str(wording.NOT_KNOWN))
    elif info.choices:
        yield from (in_reader_language(choice_label(info.path, value)) for value in info.choices)
    elif info.special is not None:
        yield str(wording.SPECIAL_WORDS[info.special])


def _list(info: FactInfo) -> Content:
    columns = [*columns_of(info.path), *_judged_columns(info.path)] or [info]
    return {
        "label": in_reader_language(info.label),
        "states": [str(wording.NONE), str(wording.AS_LISTED), str(wording.NOT_REVIEWED)],
        "columns": [_question(each) for each in columns],
    }


def _judged_columns(list_path: str) -> Iterator[FactInfo]:
    return (info for info in judgement_facts().values() if info.parent == list_path)


def _labs() -> Iterator[Content]:
    for test in TESTS:
        units = [] if test in TESTS_WITHOUT_UNIT else [pretty_unit(unit) for unit in accepted_units(test)]
        yield {
            "label": in_reader_language(choice_label("labs[].test", test)),
            "units": " · ".join(units),
            "has_limit": test in TESTS_WITH_UPPER_LIMIT,
        }


def _named(path: str) -> str:
    label: Text = vocabulary()[path].label
    return in_reader_language(label)
