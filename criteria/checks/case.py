"""A record as the checks look at it: dates gathered, laboratory results in one unit each. Built once per `find`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from criteria.calculators.age import birthday
from criteria.choices import choice_label
from criteria.dates import Dates
from criteria.intervals import DateInterval, DecimalInterval
from criteria.record import LabResult, PatientRecord
from criteria.text import Text
from criteria.units import to_canonical


class DatedFact(NamedTuple):
    """A date in the record, the criteria that look at it, and what is unusable when it is wrong."""

    path: str
    when: DateInterval
    criteria: str
    blocks: tuple[str, ...]
    may_be_planned: bool = False


class Lab(NamedTuple):
    """One laboratory result. `value` and `uln` are in the canonical unit; None when missing, doubtful or unknown.

    `day` is None also where only the month or the year is known.
    """

    path: str
    result: LabResult
    test: str
    day: date | None
    factor: Decimal | None
    value: DecimalInterval | None
    uln: DecimalInterval | None

    @property
    def name(self) -> Text:
        label = choice_label("labs[].test", self.test)
        when = self.result.date
        return label if when is None else Text(f"{label.en} of {when}", f"{when}的{label.zh}")

    @property
    def printed(self) -> str:
        return f"{self.result.value} {self.result.unit or ''}".strip()

    @property
    def printed_uln(self) -> str:
        return f"{self.result.uln} {self.result.uln_unit or self.result.unit or ''}".strip()


@dataclass(frozen=True, slots=True)
class Case:
    """A record with the days and settings it is checked with. `first_dose` is None also when it lies before A."""

    record: PatientRecord
    dates: Dates
    age_of_majority: int
    result_max_age_days: int
    assessment: date
    enrolment: date
    first_dose: date | None
    birth: DateInterval | None
    start: DateInterval | None
    dated: tuple[DatedFact, ...]
    labs: tuple[Lab, ...]
    newest: dict[str, Lab] = field(repr=False)

    def labs_of(self, test: str) -> Iterator[Lab]:
        return (lab for lab in self.labs if lab.test == test)

    def is_younger_than(self, years: int, on: date) -> bool:
        """True when it is so for every day on which the patient may have been born."""
        return self.birth is not None and birthday(self.birth.first, years) > on

    def is_at_least(self, years: int, on: date) -> bool:
        """True when it is so for every day on which the patient may have been born."""
        return self.birth is not None and birthday(self.birth.last, years) <= on


def build_case(record: PatientRecord, dates: Dates, age_of_majority: int, result_max_age_days: int) -> Case:
    birth = record.birth_date
    if birth is not None and birth.first > dates.assessment:
        birth = None  # Q02 says so; no age is known
    start = record.screening_start or (record.icf.signed_date if record.icf is not None else None)
    labs = tuple(_labs(record))
    first_dose = dates.first_dose
    return Case(
        record=record,
        dates=dates,
        age_of_majority=age_of_majority,
        result_max_age_days=result_max_age_days,
        assessment=dates.assessment,
        enrolment=dates.enrolment or dates.assessment,
        first_dose=first_dose if first_dose is not None and first_dose >= dates.assessment else None,
        birth=birth,
        start=start if start is not None and start.first <= dates.assessment else None,
        dated=tuple(_dated_facts(record)),
        labs=labs,
        newest=_newest(labs, start, dates.assessment),
    )


# --- dates ------------------------------------------------------------------------------------------------------------

# List, its date, the criteria that look at it.
_DATED_LISTS = (
    ("chemo", "last_dose", "I07"),
    ("other_anticancer", "last_dose", "I08"),
    ("growth_factors", "last_dose", "I09"),
    ("radiotherapy", "last_date", "I10"),
    ("sct", "date", "I11"),
    ("thromboembolic_events", "date", "E05"),
    ("recent_events", "date", "E08"),
    ("abdominal_events", "date", "E10"),
    ("other_trials", "last_participation", "E15"),
    ("steroids_immunosuppressants", "last_dose", "E16"),
    ("autoimmune", "last_systemic_treatment", "E17"),
    ("vaccines", "date", "E20"),
)
_CRITERIA_OF_TEST = {
    "ANC": "I12a",
    "WBC": "",
    "PLT": "I12b",
    "BILIRUBIN_TOTAL": "I12c",
    "BILIRUBIN_DIRECT": "I12c",
    "CREATININE": "I12d",
    "ALT": "I12e",
    "AST": "I12e",
    "INR": "E04",
    "PT": "E04",
    "APTT": "E04",
}


def _dated_facts(record: PatientRecord) -> Iterator[DatedFact]:
    yield from _single_dates(record)
    for key, name, criteria in _DATED_LISTS:
        for index, item in enumerate(getattr(record, key) or ()):
            when = getattr(item, name)
            if isinstance(when, DateInterval):
                path = f"{key}[{index}].{name}"
                yield DatedFact(path, when, criteria, (path,), key == "vaccines")
    for index, lab in enumerate(record.labs or ()):
        if lab.date is not None:
            criteria = _CRITERIA_OF_TEST.get(lab.test or "", "I12, E04")
            yield DatedFact(f"labs[{index}].date", lab.date, criteria, (f"labs[{index}]",))
    for index, graft in enumerate(record.allogeneic_transplants or ()):
        if graft.date is not None:
            # E24 asks "ever", so an impossible date makes the whole entry doubtful.
            item = f"allogeneic_transplants[{index}]"
            yield DatedFact(f"{item}.date", graft.date, "", (item,))
    for index, course in enumerate(record.infection.therapy or () if record.infection is not None else ()):
        if isinstance(course.end_date, DateInterval):
            path = f"infection.therapy[{index}].end_date"
            yield DatedFact(path, course.end_date, "E13, E19", (path,), may_be_planned=True)


def _single_dates(record: PatientRecord) -> Iterator[DatedFact]:
    if record.screening_start is not None:
        yield DatedFact("screening_start", record.screening_start, "I12, E23", ("screening_start",))
    if record.icf is not None and record.icf.signed_date is not None:
        yield DatedFact("icf.signed_date", record.icf.signed_date, "I13", ("icf.signed_date",))
    if record.assent is not None and record.assent.date is not None:
        yield DatedFact("assent.date", record.assent.date, "I13", ("assent.date", "assent.status"))
    procedure = record.first_protocol_procedure_date
    if isinstance(procedure, DateInterval):
        path = "first_protocol_procedure_date"
        yield DatedFact(path, procedure, "I13", (path,))
    if record.performance is not None and record.performance.date is not None:
        yield DatedFact("performance.date", record.performance.date, "I03", ("performance",))
    if record.virology is not None and record.virology.date is not None:
        yield DatedFact("virology.date", record.virology.date, "E23", ("virology",))
    if record.brain is not None:
        if record.brain.stable_since is not None:
            yield DatedFact("brain.stable_since", record.brain.stable_since, "E01", ("brain.stable_since",))
        if record.brain.imaging_date is not None:
            # An imaging that has not been done has no result either.
            blocks = ("brain.imaging_date", "brain.imaging_haemorrhage")
            yield DatedFact("brain.imaging_date", record.brain.imaging_date, "E01", blocks)


def possible_days_between(earlier: DateInterval, later: date) -> tuple[int, int]:
    """Fewest and most days from a date that may be partial to a day."""
    return (later - earlier.last).days, (later - earlier.first).days


# --- laboratory -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def factor_to_canonical(analyte: str, unit: str | None) -> Decimal | None:
    factor = to_canonical(analyte, unit)
    return None if factor is None else Decimal(factor.numerator) / Decimal(factor.denominator)


def _labs(record: PatientRecord) -> Iterator[Lab]:
    for index, result in enumerate(record.labs or ()):
        if result.test is None:
            continue
        factor = factor_to_canonical(result.test, result.unit)
        uln_factor = factor if result.uln_unit is None else factor_to_canonical(result.test, result.uln_unit)
        when = result.date
        yield Lab(
            f"labs[{index}]",
            result,
            result.test,
            when.first if when is not None and when.is_exact else None,
            factor,
            _in_canonical(result.value, factor),
            _in_canonical(result.uln, uln_factor),
        )


_ONE = Decimal(1)


def _in_canonical(value: DecimalInterval | None, factor: Decimal | None) -> DecimalInterval | None:
    if value is None or factor is None or value.doubtful:
        return None
    return value if factor == _ONE else value.scaled(factor)


def _newest(labs: tuple[Lab, ...], start: DateInterval | None, assessment: date) -> dict[str, Lab]:
    """The most recent dated result of each test within the screening period; of two on one day the first."""
    newest: dict[str, Lab] = {}
    for lab in labs:
        day = lab.day
        if lab.value is None or day is None or day > assessment or (start is not None and day < start.first):
            continue
        known = newest.get(lab.test)
        known_day = known.day if known is not None else None
        if known_day is None or day > known_day:
            newest[lab.test] = lab
    return newest
