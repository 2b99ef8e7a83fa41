"""How long the reader's session lasts, for the script that warns before its end."""

from typing import Any

from django import template

from screening import session

register = template.Library()


@register.simple_tag(takes_context=True)
def minutes_left(context: dict[str, Any]) -> int:
    return session.minutes_left(context["request"].session)
