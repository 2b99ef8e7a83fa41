"""The generated pages: criteria, states, permissions, checks. Each is a function of the tables it describes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import override

from criteria import Criterion, Kind, Protocol, Text, load_protocol
from criteria.checks import CHECKS
from criteria.record import SECTION_TITLES
from screening.documentation.rules import in_words
from screening.documentation.validation import validation_page
from screening.doors import DOORS, Door, Whom
from screening.models import Role
from screening.permissions import PERMISSIONS
from screening.states import AUDIT_VERBS, CAN_BE_RESCREENED, TRANSITIONS, Status

WRITTEN_BY = "<!-- Written by `manage.py docs` from {source}; a change made here is lost. -->"


@dataclass(frozen=True, slots=True)
class Page:
    """A file of docs/ and the function that writes it."""

    name: str
    source: str
    write: Callable[[], Iterator[str]]

    def text(self) -> str:
        """The whole page, in English whoever asks."""
        with override("en"):
            return "\n".join((WRITTEN_BY.format(source=f"`{self.source}`"), "", *self.write())) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    titles = list(head)
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


# --- criteria ---------------------------------------------------------------------------------------------------------


def criteria_page() -> Iterator[str]:
    protocol = load_protocol()
    yield f"# Eligibility criteria of {protocol.name}"
    yield ""
    yield f"{protocol.title.en}"
    yield f"{protocol.title.zh}"
    yield ""
    yield f"Digest `{protocol.digest}`, {protocol.cap} places, {len(protocol.criteria)} scored items. TRUE of a rule is MET for"
    yield "an inclusion criterion and PRESENT for an exclusion criterion. Keys are those of the record; time counts back from the"
    yield "day that is named, days are calendar days, months calendar months."
    yield ""
    yield "## Settings"
    yield ""
    yield from _settings(protocol)
    for kind, title in ((Kind.INCLUSION, "Inclusion criteria"), (Kind.EXCLUSION, "Exclusion criteria")):
        yield ""
        yield f"## {title}"
        for criterion in protocol.criteria:
            if criterion.kind is kind:
                yield from _criterion(criterion)


def _settings(protocol: Protocol) -> Iterator[str]:
    fields = type(protocol.parameters).model_fields
    yield from _table(
        ("Setting", "Value", "What it decides"),
        (
            (f"`{name}`", f"`{getattr(protocol.parameters, name)}`", str(field.description))
            for name, field in fields.items()
        ),
    )


def _criterion(criterion: Criterion) -> Iterator[str]:
    yield ""
    yield f"### {criterion.id} {criterion.title.en} · {criterion.title.zh}"
    yield ""
    yield from _quoted(criterion.text)
    if criterion.reading is not None:
        yield ""
        yield f"Reading: {criterion.reading.en}"
        yield f"{criterion.reading.zh}"
    yield ""
    yield f"Entered under {SECTION_TITLES[criterion.section].en}. Rule:"
    yield ""
    yield from _block(in_words(criterion.rule))
    for other in criterion.other_readings:
        yield ""
        yield f"Other reading ({other.code}): {other.text.en} {other.text.zh}"
        yield ""
        yield from _block(in_words(other.rule))
    for question in criterion.questions:
        yield ""
        yield f"Question to the sponsor ({question.code}): {question.text.en} {question.text.zh}"


def _quoted(text: Text) -> Iterator[str]:
    yield from (f"> {line}" for line in text.en.splitlines())
    yield ">"
    yield from (f"> {line}" for line in text.zh.splitlines())


def _block(text: str) -> Iterator[str]:
    yield "```text"
    yield text
    yield "```"


# --- states -----------------------------------------------------------------------------------------------------------


def states_page() -> Iterator[str]:
    yield "# States of a screening"
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield "    [*] --> in_screening: open"
    for before, after, moves in _arrows():
        yield f"    {before.value} --> {after.value}: {', '.join(moves)}"
    yield "```"
    yield ""
    yield from _table(
        ("Move", "From", "To", "Word of the audit trail"),
        (
            (str(move.label), str(before.label), str(after.label), f"`{AUDIT_VERBS[move]}`")
            for move, pairs in TRANSITIONS.items()
            for before, after in pairs.items()
        ),
    )
    again = ", ".join(str(status.label) for status in Status if status in CAN_BE_RESCREENED)
    yield ""
    yield f"A new screening of the same participant may follow: {again}."


def _arrows() -> Iterator[tuple[Status, Status, list[str]]]:
    """Every pair of statuses with all the moves between them, in the order of the tables."""
    moves: dict[tuple[Status, Status], list[str]] = {}
    for move, pairs in TRANSITIONS.items():
        for pair in pairs.items():
            moves.setdefault(pair, []).append(str(move.label))
    return ((before, after, words) for (before, after), words in moves.items())


# --- permissions ------------------------------------------------------------------------------------------------------


def permissions_page() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield "At a site where the person has the role; another site's screenings do not exist for them. A role counts on the days"
    yield "for which it was delegated, the first and the last included, by the site's own calendar."
    yield ""
    yield from _table(
        ("To", *(str(role.label) for role in Role), "While the screening is"),
        (
            (str(action.label), *("yes" if role in rule.roles else "" for role in Role), _names(rule.statuses))
            for action, rule in PERMISSIONS.items()
        ),
    )
    yield ""
    yield from doors_page()


def doors_page() -> Iterator[str]:
    yield "## Every address, and who gets an answer"
    yield ""
    yield "Which action an address is, and which roles may do it. *404*: for everybody else it does not exist, exactly as a"
    yield "number that was never given. *own*: open to who only reads too, because it changes nothing but the own account, or"
    yield "nothing at all. A monitor raises, answers and closes queries and ticks what agrees with the source, and changes no data;"
    yield "every other POST, PUT, PATCH or DELETE of theirs is answered 403, whatever the address. A GET never"
    yield "changes anything; *noted*: that it was read is an event of the audit trail, and nothing more. Nothing is exempt from"
    yield "the check against forged forms. What downloads a list, and every POST to the admin, asks for the password again when"
    yield "it was given more than a quarter of an hour ago. Tests try every address with every method, every role and nobody, at the own and at"
    yield "another site."
    yield ""
    yield from _table(
        ("Address", "What it does", "Who gets there", "GET", "POST"),
        (
            (f"`{name}`", row.does, row.whom.value, _answers(row, "GET") + _noted(row), _answers(row, "POST"))
            for name, row in DOORS.items()
        ),
    )


def _answers(row: Door, method: str) -> str:
    if not (row.reads if method == "GET" else row.sends):
        return ""
    if row.whom in {Whom.ANYBODY, Whom.SIGNED_IN, Whom.LIST, Whom.SUPERUSER}:
        return "own" if row.own and method == "POST" else "yes"
    roles = row.roles(method)
    return "every role" if roles == frozenset(Role) else ", ".join(str(each.label) for each in Role if each in roles)


def _noted(row: Door) -> str:
    return ", noted" if row.noted else ""


def _names(statuses: frozenset[Status]) -> str:
    if statuses == frozenset(Status):
        return "in any state"
    return "; ".join(str(status.label) for status in Status if status in statuses)


# --- checks -----------------------------------------------------------------------------------------------------------


def checks_page() -> Iterator[str]:
    yield "# Data-quality checks"
    yield ""
    yield "A finding changes no stored value. *block*: the criteria that need the fact stay UNKNOWN until it is resolved;"
    yield "*warn*: look again; *info*: good to know."
    yield ""
    yield from _table(
        ("Check", "What it finds", "", "Severity", "Found in"),
        (
            (check.code, check.title.en, check.title.zh, ", ".join(check.severities), f"the {check.source}")
            for check in CHECKS.values()
        ),
    )


PAGES = (
    Page("criteria.md", "criteria/protocols/nk_sts.py", criteria_page),
    Page("states.md", "screening/states.py", states_page),
    Page("permissions.md", "screening/permissions.py` and `screening/doors.py", permissions_page),
    Page("checks.md", "criteria/checks/registry.py", checks_page),
    Page("validation/README.md", "docs/validation/clauses.yaml", validation_page),
)
