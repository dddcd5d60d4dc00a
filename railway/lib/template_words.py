"""Filters and tags of every template: days, clocks, durations and money in the reader's language, and icons."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from railway.lib import wording
from railway.lib.icons import ICONS

register = template.Library()


@register.filter
def day(value: date) -> str:
    """This function writes a date with its weekday, and with its year when that isn't this one: "сб, 15 мая"."""
    return wording.write_day(value, language(), year=value.year != timezone.localdate().year)


@register.filter
def date_alone(value: date) -> str:
    """This function writes a date without its weekday: "15 мая 2027"."""
    _weekday, _space, words = wording.write_day(value, language()).partition(" ")
    return words


@register.filter
def weekday(value: date) -> str:
    """This function writes the short weekday: "сб"."""
    return wording.WEEKDAYS[language()][value.weekday()]


@register.filter
def day_and_month(value: date) -> str:
    """This function writes day and month alone: "15 мая"."""
    return f"{value.day}{wording.NBSP}{wording.MONTHS[language()][value.month - 1]}"


@register.filter
def clock(value: datetime, zone: str = "") -> SafeString:
    """This function writes an aware instant as a <time> of the named timezone, machine-readable with its offset."""
    local = value.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), f"{local:%H:%M}")


@register.filter
def local_date(value: datetime, zone: str = "") -> date:
    """This function is the date an instant falls on in the named timezone."""
    return value.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone()).date()


@register.filter
def plain_clock(value: datetime, zone: str = "") -> str:
    """This function writes an aware instant as bare text of the named timezone: "07:12"."""
    return wording.write_clock(value, zone or timezone.get_current_timezone_name())


@register.filter
def duration(value: timedelta) -> str:
    """This function writes a duration: "2 ч 35 мин"."""
    return wording.write_duration(value, language())


@register.filter
def minutes(value: int) -> str:
    """This function writes a number of minutes as a duration: 120 is "2 ч"."""
    return duration(timedelta(minutes=value))


@register.filter
def amount(value: Decimal) -> str:
    """This function writes a sum without its currency, two decimals: "17,11"."""
    return wording.write_number(value, language())


@register.filter
def sum_text(value: str) -> str:
    """This function writes a sum that is kept as text, "17.11"."""
    return amount(Decimal(value))


@register.filter
def plain(value: Decimal) -> str:
    """This function writes a sum for a program: "17.11"."""
    return f"{value:.2f}"


@register.filter
def money(value: Decimal, currency: str) -> str:
    """This function writes a sum that is charged: "17,11 BYN"."""
    return wording.write_money(value, currency, language())


@register.filter
def about(value: Decimal, currency: str) -> str:
    """This function writes an approximate sum in the other currency: "≈ 475 RUB"."""
    return wording.write_about(value, currency, language())


@register.filter
def rate(value: Decimal) -> str:
    """This function writes a rate or a price per kilometre with the decimals it has, at least two: "0,038"."""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return wording.write_number(value, language(), places=places)


@register.filter
def percent(value: Decimal | int) -> str:
    """This function writes a share: "50 %"."""
    return wording.write_percent(value, language())


@register.filter
def km(value: Decimal) -> str:
    """This function writes whole kilometres."""
    return wording.write_number(value, language(), places=0)


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """This function picks the value at a place of a list."""
    return values[place]


@register.simple_tag
def icon(name: str, size: int = 24) -> SafeString:
    """This function draws a decorative line icon, sized by attributes since the policy forbids inline styles."""
    return mark_safe(  # noqa: S308 # nosec - the drawings are our own constants
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{ICONS[name]}</svg>'
    )


def language() -> str:
    """This function is the reader's language as one of ru, be, en."""
    code = (get_language() or "ru")[:2]
    return code if code in wording.MONTHS else "ru"
