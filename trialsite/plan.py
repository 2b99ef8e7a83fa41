"""The setting TRIALSITE_PLAN, read."""

import re
from datetime import date

from django.core.exceptions import ImproperlyConfigured

_PLAN = re.compile(r"(\d{4}-\d{2}-\d{2})?/([1-9]\d{0,2})", re.ASCII)


def planned(given: str) -> tuple[date | None, int] | None:
    """The planned start (None: with the first screening) and the months to the last place; None for no plan.

    Raises ImproperlyConfigured for what cannot be read: a plan that is silently none would be a report without its point.
    """
    if not given:
        return None
    try:
        start, months = _PLAN.fullmatch(given.strip()).groups()  # type: ignore[union-attr]  # caught below
        return (date.fromisoformat(start) if start else None), int(months)
    except (AttributeError, ValueError):
        raise ImproperlyConfigured(
            f"TRIALSITE_PLAN is {given!r}: write the first day and the number of months, such as 2026-05-01/24, or /24."
        ) from None
