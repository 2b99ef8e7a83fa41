"""Q04: dates as people type them."""

import pytest

from criteria.checks import check_date_text


@pytest.mark.parametrize(
    "text", ["2026-02-28", "2024-02-29", "2026-02", "2026", "", "  ", "ongoing", "none_yet", " 2026-05-20 "]
)
def test_what_can_be_read_gives_no_finding(text: str) -> None:
    assert check_date_text(text) is None


@pytest.mark.parametrize(
    ("text", "severity", "said"),
    [
        ("2026-02-29", "block", "no such day in the calendar"),
        ("2027-04-31", "block", "no such day in the calendar"),
        ("2026-2-3", "block", "write a date as YYYY-MM-DD"),
        ("1899-12-31", "block", "year must lie between"),
        ("03/04/26", "block", "year of two digits"),
        ("26-04-03", "block", "year of two digits"),
        ("03/04/2026", "block", "may mean 2026-04-03 or 2026-03-04"),
        ("12.11.2025", "block", "may mean 2025-11-12 or 2025-12-11"),
        ("13/04/2026", "warn", "can only mean 2026-04-13"),
        ("04/13/2026", "warn", "can only mean 2026-04-13"),
        ("04/04/2026", "warn", "can only mean 2026-04-04"),
        ("2026/05/20", "warn", "can only mean 2026-05-20"),
        ("2026年5月20日", "warn", "can only mean 2026-05-20"),
        ("13/13/2026", "block", "no such day in the calendar"),
        ("29.02.2026", "block", "no such day in the calendar"),
        ("yesterday", "block", "is no date"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_possible_meanings(text: str, severity: str, said: str) -> None:
    finding = check_date_text(text, "birth_date")
    assert finding is not None
    assert (finding.check, finding.severity, finding.facts, finding.blocks) == ("Q04", severity, ("birth_date",), ())
    assert f"“{text}”" in finding.message.en
    assert said in finding.message.en
    assert f"“{text}”" in finding.message.zh
