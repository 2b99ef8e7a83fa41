"""Raising, answering and closing queries, and ticking what agrees with the source. None of it touches the data."""

from uuid import UUID

from django.utils.translation import gettext as _

from screening.errors import InvalidInput, NotAllowedNow
from screening.models import LONGEST_TEXT, Query, QueryEntry, QueryKind, Role, Screening, SourceCheck, Step, User
from screening.permissions import Action, check, role_at
from screening.queries import ASKS, Target, ticks_of
from screening.services.audit import acting
from screening.services.common import as_of_now, key_used, lock_screening, locked, refuse_used_key

RAISES: dict[QueryKind, Action] = {
    QueryKind.SITE: Action.RAISE_QUERY,
    QueryKind.SPONSOR: Action.ASK_SPONSOR,
}


def raise_query(
    *, by: User, screening: Screening, kind: QueryKind, target: Target, text: str, idempotency_key: UUID | None = None
) -> Query:
    """Ask about a fact or a criterion; the sponsor about a criterion only. The same key again: the query it made."""
    with acting(by=by, verb="query.raise", screening=screening):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=RAISES[kind])
        if (earlier := _raised_before(by, screening, idempotency_key)) is not None:
            return earlier
        if not target.exists_in(screening) or (kind is QueryKind.SPONSOR and not target.criterion):
            raise InvalidInput({"__all__": _("There is no such field or criterion. Open the page again.")})
        return Query.objects.create(
            screening=screening,
            # no other one is made while the screening is locked, and none goes
            serial=Query.objects.filter(screening=screening).count() + 1,
            kind=kind,
            path=target.path,
            criterion=target.criterion,
            text=_clean(text, required=_("Write what is asked.")),
            by=by,
            idempotency_key=idempotency_key,
        )


def answer(*, by: User, query: Query, text: str, idempotency_key: UUID | None = None) -> QueryEntry:
    """Say something to a query that is not closed, from either side."""
    with acting(by=by, verb="query.answer", screening=query.screening):
        by, screening = _at_work(by, query, Action.ANSWER_QUERY)
        earlier = (
            None if idempotency_key is None else QueryEntry.objects.filter(idempotency_key=idempotency_key).first()
        )
        if earlier is not None:
            if (earlier.by_id, earlier.query_id) != (by.pk, query.pk):
                raise key_used()
            return earlier
        refuse_used_key(idempotency_key)
        _refuse_closed(query)
        return QueryEntry.objects.create(
            query=query,
            screening=screening,
            step=Step.SAID,
            text=_clean(text, required=_("Write the answer.")),
            role=_role(by, screening),
            by=by,
            idempotency_key=idempotency_key,
        )


def close(*, by: User, query: Query) -> QueryEntry:
    """By the side that asked. A query that was closed already stays as it is."""
    with acting(by=by, verb="query.close", screening=query.screening):
        by, screening = _at_work(by, query, Action.CLOSE_QUERY)
        if _role(by, screening) not in ASKS[QueryKind(query.kind)]:
            raise NotAllowedNow("close_other_side", _("Only the side that asked closes a query."))
        if (earlier := query.entries.filter(step=Step.CLOSED).first()) is not None:
            return earlier
        return QueryEntry.objects.create(
            query=query, screening=screening, step=Step.CLOSED, role=_role(by, screening), by=by
        )


def check_source(*, by: User, screening: Screening, target: Target, agrees: bool) -> SourceCheck:
    """Tick that it agrees with the source documents, or take the tick back. The same again adds nothing."""
    with acting(by=by, verb="source.check", screening=screening):
        by = as_of_now(by)
        screening = locked(screening, by=by, action=Action.CHECK_SOURCE)
        standing = ticks_of(screening).get(target)
        if standing is not None and standing.counts == agrees and (agrees or not standing.check.agrees):
            return standing.check
        if not target.exists_in(screening):
            raise InvalidInput({"__all__": _("There is no such field or criterion. Open the page again.")})
        return SourceCheck.objects.create(
            screening=screening,
            path=target.path,
            criterion=target.criterion,
            agrees=agrees,
            version=screening.version,
            by=by,
        )


def _at_work(by: User, query: Query, action: Action) -> tuple[User, Screening]:
    by = as_of_now(by)
    screening = lock_screening(query.screening)
    check(by, action, screening)
    return by, screening


def _raised_before(by: User, screening: Screening, key: UUID | None) -> Query | None:
    earlier = None if key is None else Query.objects.filter(idempotency_key=key).first()
    if earlier is None:
        refuse_used_key(key)
    elif (earlier.by_id, earlier.screening_id) != (by.pk, screening.pk):
        raise key_used()
    return earlier


def _refuse_closed(query: Query) -> None:
    if query.entries.filter(step=Step.CLOSED).exists():
        raise NotAllowedNow("query_closed", _("This query has been closed. Raise a new one."))


def _role(by: User, screening: Screening) -> Role:
    role = role_at(by, screening)
    assert role is not None  # noqa: S101  checked with the right to do it
    return role


def _clean(text: str, *, required: str) -> str:
    text = text.replace("\0", "").strip()
    if not text:
        raise InvalidInput({"text": required})
    if len(text) > LONGEST_TEXT:
        raise InvalidInput({"text": _("Shorten it to %(n)s characters.") % {"n": LONGEST_TEXT}})
    return text
