"""What the monitor asked in the demo, what was answered, and what was held against the source documents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from screening.clock import telling
from screening.models import Query, QueryKind, Role, Screening, User
from screening.queries import Target
from screening.services import queries

if TYPE_CHECKING:
    from screening.demo.play import Stage


@dataclass(frozen=True, slots=True)
class Asked:
    """Of the `place`-th screening of a site (from the end where negative), so many days ago; answered and closed one and two days later."""

    site: str
    place: int
    days_ago: int
    target: Target
    text: str
    answer: str = ""
    closed: bool = False
    kind: QueryKind = QueryKind.SITE


ASKED = (
    Asked("NGB", 0, 19, Target(criterion="I07"), "Which document shows the day of the last dose?",
          "The ward's chemotherapy sheet, page 2.", closed=True),
    Asked("NGB", 1, 12, Target(path="icf/signed_date"), "The scan of the consent form shows another day. Please check.",
          "The scan is of the assent form; the consent form is in the binder."),
    Asked("NGB", -2, 9, Target(path="weight_kg"), "Is this the weight of the screening visit?"),
    Asked("SHA", -2, 6, Target(criterion="I12a"), "Was G-CSF given in the week before this count?"),
    Asked("VIE", -2, 4, Target(criterion="E24"), "Does a skin graft from a parent count as an allogeneic transplant?",
          kind=QueryKind.SPONSOR),
)  # fmt: skip
CHECKED = ("I01", "I02", "I07", "E02", "E24")


def ask(stage: "Stage") -> None:
    """Through the services, each at its own instant."""
    monitor = next(user for (_site, role), user in stage.team.items() if role is Role.MONITOR)
    for asked in ASKED:
        screening = _screening(stage, asked.site, asked.place)
        asks = monitor if asked.kind is QueryKind.SITE else stage.team[asked.site, Role.INVESTIGATOR]
        _one(asked, screening, asks, stage.team[asked.site, Role.COORDINATOR], stage.now)
    for criterion in CHECKED:
        with telling(stage.now - timedelta(days=2)):
            queries.check_source(
                by=monitor, screening=_screening(stage, "NGB", 0), target=Target(criterion=criterion), agrees=True
            )


def _one(asked: Asked, screening: Screening, asks: User, answers: User, now: datetime) -> None:
    def later(days: int) -> datetime:
        return now - timedelta(days=asked.days_ago - days)

    with telling(later(0)):
        query: Query = queries.raise_query(
            by=asks, screening=screening, kind=asked.kind, target=asked.target, text=asked.text
        )
    if asked.answer:
        with telling(later(1)):
            queries.answer(by=answers, query=query, text=asked.answer)
    if asked.closed:
        with telling(later(2)):
            queries.close(by=asks, query=query)


def _screening(stage: "Stage", site: str, place: int) -> Screening:
    there = [each for each in stage.screenings.values() if each.site_id == stage.sites[site].pk]
    return sorted(there, key=lambda each: each.number)[place]
