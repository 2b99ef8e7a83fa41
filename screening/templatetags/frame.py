"""What the frame of every page needs: the trial's name in the reader's language, texts of the vocabulary, dates."""

import json
import re
from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

import criteria
from criteria.choices import choice_label
from criteria.text import Text
from screening.forms.fields import pretty_unit
from screening.models import User
from screening.permissions import Action, sites_where
from screening.rows.first_steps import first_steps as steps_of
from screening.wording import CHIP_WORDS, Chip, ChipKey, in_reader_language

register = template.Library()
_ISO_DAY = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)")


@cache
def _trial() -> tuple[str, Text]:
    """The frame stands on every page: the protocol is read once."""
    protocol = criteria.load_protocol()
    return protocol.slug.upper(), protocol.title


@register.simple_tag
def trial_short_name() -> str:
    return _trial()[0]


@register.simple_tag
def trial_title() -> str:
    return in_reader_language(_trial()[1])


@register.simple_tag
def is_demo() -> bool:
    """Started as a demo, this is no place for a real participant: its keys and passwords are published."""
    return bool(settings.MODE == "demo")


@register.filter
def reviews_trail(user: User) -> bool:
    """Does the navigation show the way to the audit trail?"""
    return bool(sites_where(user, Action.VIEW_TRAIL))


@register.filter
def keeps_profiles(user: User) -> bool:
    """Does the navigation show the way to the laboratory profiles?"""
    return bool(sites_where(user, Action.MANAGE_PROFILES))


@register.filter
def test_name(test: str) -> str:
    return in_reader_language(choice_label("labs[].test", test))


@register.filter
def unit(spelling: str) -> str:
    return pretty_unit(spelling)


@register.filter
def words(text: Text | None) -> str:
    """A text of the vocabulary in the reader's language; nothing for none."""
    return "" if text is None else in_reader_language(text)


@register.filter
def as_json(values: list[str]) -> str:
    """For an attribute that a script reads."""
    return json.dumps(values)


@register.filter
def day(value: object) -> SafeString | str:
    """A date, whole or partial, that does not break at its hyphens."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value, value)


@register.filter
def dates(text: object) -> SafeString:
    """A text in which no date breaks at its hyphens."""
    parts = ((_day_in(part) if _ISO_DAY.fullmatch(part) else part,) for part in _ISO_DAY.split(str(text)) if part)
    return format_html_join("", "{}", parts)


def _day_in(part: str) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', part)


@register.inclusion_tag("screening/_first_steps.html", takes_context=True)
def first_steps(context: Context) -> dict[str, object]:
    request = context["request"]
    return {"steps": steps_of(request.user), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("screening/_chip.html")
def chip(key: ChipKey, word: str = "", count: int | None = None) -> dict[str, Chip]:
    """{% chip "fail" %}, {% chip "fail" count=3 %}, {% chip "notyet" overall_words %}."""
    return {"chip": Chip(key, word or CHIP_WORDS[key], count)}
