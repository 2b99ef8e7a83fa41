"""How long the reader's session lasts, for the script that warns before its end."""

import math
from typing import Any

from django import template

from screening import session

register = template.Library()


@register.simple_tag(takes_context=True)
def minutes_left(context: dict[str, Any]) -> int:
    """Begun minutes: two pages made one after the other are the same to the letter."""
    return math.ceil(session.left(context["request"].session) / 60)
