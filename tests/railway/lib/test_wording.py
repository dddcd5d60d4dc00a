"""Days, times, durations and money as the three languages write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from railway.lib import wording

NOON = datetime(2027, 5, 15, 9, 0, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace(wording.NBSP, " ")


@pytest.mark.parametrize(
    ("language", "written"),
    [("ru", "сб, 15 мая 2027"), ("be", "сб, 15 мая 2027"), ("en", "Sat 15 May 2027")],
)
def test_a_day_has_its_weekday_and_year(language: str, written: str) -> None:
    assert plain(wording.write_day(date(2027, 5, 15), language)) == written


def test_a_day_may_leave_its_year_out() -> None:
    assert plain(wording.write_day(date(2026, 12, 4), "be", year=False)) == "пт, 4 снежня"


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_no_two_months_or_weekdays_share_a_name(language: str) -> None:
    assert len(set(wording.MONTHS[language])) == 12
    assert len(set(wording.WEEKDAYS[language])) == 7


def test_a_clock_is_local_to_its_zone() -> None:
    assert wording.write_clock(NOON, "Europe/Minsk") == "12:00"
    assert wording.write_clock(NOON, "Europe/Warsaw") == "11:00"


def test_a_zone_is_named_with_its_offset() -> None:
    assert wording.write_zone(NOON, "Europe/Minsk", "be") == "Мінск, UTC+3"
    assert wording.write_zone(NOON, "America/New_York", "en") == "New York, UTC−4"


def test_offsets_matter_only_when_the_two_ends_differ() -> None:
    assert not wording.zones_differ(NOON, "Europe/Minsk", NOON, "Europe/Moscow")
    assert wording.zones_differ(NOON, "Europe/Warsaw", NOON, "Europe/Minsk")


@pytest.mark.parametrize(
    ("minutes", "language", "written"),
    [
        (155, "ru", "2 ч 35 мин"),
        (155, "be", "2 г 35 хв"),
        (45, "en", "45 min"),
        (120, "ru", "2 ч"),
        (0, "en", "0 min"),
    ],
)
def test_a_duration_names_hours_and_minutes(minutes: int, language: str, written: str) -> None:
    assert plain(wording.write_duration(timedelta(minutes=minutes), language)) == written


@pytest.mark.parametrize(
    ("amount", "language", "written"),
    [
        ("17.11", "ru", "17,11 BYN"),
        ("17.1", "en", "17.10 BYN"),
        ("-5.71", "be", "−5,71 BYN"),
        ("1234.5", "ru", "1 234,50 BYN"),
    ],
)
def test_a_charged_sum_has_two_decimals(amount: str, language: str, written: str) -> None:
    assert plain(wording.write_money(Decimal(amount), "BYN", language)) == written


def test_the_other_currency_is_about_and_whole() -> None:
    assert plain(wording.write_about(Decimal("475.5"), "RUB", "ru")) == "≈ 476 RUB"


def test_a_share_stands_off_its_sign_in_the_cyrillic_languages() -> None:
    assert [wording.write_percent(50, language) for language in ("be", "en")] == ["50\u00a0%", "50%"]


def test_nothing_breaks_inside_a_sum_or_a_date() -> None:
    written = wording.write_money(Decimal("1234.5"), "BYN", "ru") + wording.write_duration(
        timedelta(hours=2), "ru"
    )
    assert " " not in written
