"""How days, times, durations and money are written in Russian, Belarusian and English. No Django."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NBSP = "\u00a0"

WEEKDAYS = {
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "be": ("пн", "аў", "ср", "чц", "пт", "сб", "нд"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
# fmt: off
MONTHS = {
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "be": (
        "студзеня", "лютага", "сакавіка", "красавіка", "мая", "чэрвеня",
        "ліпеня", "жніўня", "верасня", "кастрычніка", "лістапада", "снежня",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}
# fmt: on
HOURS_AND_MINUTES = {"ru": ("ч", "мин"), "be": ("г", "хв"), "en": ("h", "min")}
ZONE_CITIES = {
    "Europe/Minsk": {"ru": "Минск", "be": "Мінск", "en": "Minsk"},
    "Europe/Moscow": {"ru": "Москва", "be": "Масква", "en": "Moscow"},
}


def write_day(day: date, language: str, *, year: bool = True) -> str:
    """This function writes a date with its weekday: "сб, 15 мая 2027", "Sat 15 May 2027"."""
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    comma = "" if language == "en" else ","
    words = f"{weekday}{comma} {day.day}{NBSP}{month}"
    return f"{words}{NBSP}{day.year}" if year else words


def write_day_and_month(day: date, language: str) -> str:
    """This function writes a day without weekday and year: "15 мая"."""
    return f"{day.day}{NBSP}{MONTHS[language][day.month - 1]}"


def write_clock(instant: datetime, zone: str) -> str:
    """This function writes an aware instant as 24-hour time of the named timezone: "07:12"."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def write_zone(instant: datetime, zone: str, language: str) -> str:
    """This function names a timezone with its offset at that instant: "Минск, UTC+3"."""
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    city = ZONE_CITIES.get(zone, {}).get(language) or zone.rpartition("/")[2].replace("_", " ")
    return f"{city}, UTC{write_offset(offset)}"


def write_offset(offset: timedelta) -> str:
    """This function writes an offset from UTC: "+3", "−4", "+5:30"."""
    minutes = int(offset.total_seconds()) // 60
    sign, (hours, rest) = "−" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"{sign}{hours}:{rest:02}" if rest else f"{sign}{hours}"


def zones_differ(departs_at: datetime, origin_zone: str, arrives_at: datetime, destination_zone: str) -> bool:
    """This function tells whether the clocks at both ends differ, so that their offsets must be shown."""
    start = departs_at.astimezone(ZoneInfo(origin_zone)).utcoffset()
    return start != arrives_at.astimezone(ZoneInfo(destination_zone)).utcoffset()


def write_duration(duration: timedelta, language: str) -> str:
    """This function writes a duration in hours and minutes: "2 ч 35 мин"; under an hour in minutes alone."""
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    hour_word, minute_word = HOURS_AND_MINUTES[language]
    parts = [f"{hours}{NBSP}{hour_word}"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes}{NBSP}{minute_word}")
    return NBSP.join(parts)


def write_number(amount: Decimal, language: str, *, places: int = 2) -> str:
    """This function writes a number with the language's decimal mark, a no-break space between thousands."""
    rounded = abs(amount).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    digits = f"{rounded:,}".replace(",", NBSP)
    mark = digits if language == "en" else digits.replace(".", ",")
    return f"−{mark}" if amount < 0 and rounded else mark


def write_money(amount: Decimal, currency: str, language: str) -> str:
    """This function writes a sum that is charged, with two decimals: "17,11 BYN"."""
    return f"{write_number(amount, language)}{NBSP}{currency}"


def write_about(amount: Decimal, currency: str, language: str) -> str:
    """This function writes an approximate sum in the other currency, in whole units: "≈ 475 RUB"."""
    return f"≈{NBSP}{write_number(amount, language, places=0)}{NBSP}{currency}"


def write_percent(share: Decimal | int, language: str) -> str:
    """This function writes a share: "50 %" in Russian and Belarusian, "50%" in English."""
    number = write_number(Decimal(share), language, places=0)
    return f"{number}%" if language == "en" else f"{number}{NBSP}%"
