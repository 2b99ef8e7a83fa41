"""What the laboratory of each demo hospital prints beside its results: the units and limits that the stories use."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from screening.demo.people import HOSPITALS
from screening.models import Role, Site, User
from screening.services import lab_profiles

_GROWN_FROM = 11
_SINCE = date(2025, 1, 1)
_SINCE_THE_NEW_REAGENT = date(2026, 1, 1)


def print_profiles(sites: Mapping[str, Site], team: Mapping[tuple[str, Role], User]) -> None:
    for hospital in HOSPITALS:
        administrator = team[hospital.code, Role.ADMINISTRATOR]
        for profile in _profiles(conventional=hospital.conventional_units):
            lab_profiles.add(by=administrator, site=sites[hospital.code], **({"valid_from": _SINCE} | profile))


def _profiles(*, conventional: bool) -> Iterator[dict[str, Any]]:
    counts = "G/L" if conventional else "10^9/L"
    unit, bilirubin, young, grown = ("mg/dL", "1.0", "0.7", "0.95") if conventional else ("umol/L", "21", "60", "84")
    yield {"test": "ANC", "unit": counts, "lower_limit": "1.8", "upper_limit": "6.3"}
    yield {"test": "PLT", "unit": counts, "lower_limit": "125", "upper_limit": "350"}
    yield {"test": "WBC", "unit": counts, "lower_limit": "4", "upper_limit": "10"}
    yield {"test": "BILIRUBIN_TOTAL", "unit": unit, "upper_limit": bilirubin}
    yield {"test": "CREATININE", "unit": unit, "upper_limit": young, "age_until": _GROWN_FROM}
    yield {"test": "CREATININE", "unit": unit, "upper_limit": grown, "age_from": _GROWN_FROM}
    # A limit that the laboratory changed: samples from before keep the one they were measured with.
    yield {"test": "ALT", "unit": "U/L", "upper_limit": "45"}
    yield {"test": "ALT", "unit": "U/L", "upper_limit": "40", "valid_from": _SINCE_THE_NEW_REAGENT}
    yield {"test": "AST", "unit": "U/L", "upper_limit": "44"}
    yield {"test": "INR", "unit": "ratio", "lower_limit": "0.8", "upper_limit": "1.2"}
    yield {"test": "PT", "unit": "s", "lower_limit": "9.4", "upper_limit": "13.5"}
    yield {"test": "APTT", "unit": "s", "lower_limit": "25", "upper_limit": "37"}
