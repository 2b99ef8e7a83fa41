"""The days a record is looked at from (rule G1)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Dates:
    """Assessment (A), enrolment (N; A while none is entered) and planned first dose (P; None when not planned)."""

    assessment: date
    enrolment: date | None = None
    first_dose: date | None = None
