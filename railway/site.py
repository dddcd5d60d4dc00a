"""What every page's frame needs."""

import re

from django.conf import settings
from django.http import HttpRequest

SITE_NAME = settings.SITE_NAME
LANGUAGES = (("ru", "Рус", "Русский"), ("be", "Бел", "Беларуская"), ("en", "Eng", "English"))
LANGUAGE_PREFIX = re.compile(r"^/(?:ru|be|en)(?=/)")
SECTIONS = {
    "timetables:timetable": "timetable",
    "timetables:lines": "timetable",
    "timetables:poster": "timetable",
    "timetables:train": "timetable",
    "timetables:board": "board",
    "timetables:arrivals": "board",
    "timetables:boards": "board",
    "bookings:orders": "orders",
    "bookings:my_trips": "orders",
    "bookings:lost": "orders",
    "bookings:order": "orders",
    "bookings:refund": "orders",
}


def frame(request: HttpRequest) -> dict[str, object]:
    """This function gives templates the site's name, this page in each language, and which section it is in."""
    match = getattr(request, "resolver_match", None)
    return {
        "site_name": SITE_NAME,
        "site_url": settings.SITE_URL,
        "local_run": settings.LOCAL,
        "same_page": [
            {"code": code, "short": short, "name": name, "url": in_language(request.get_full_path(), code)}
            for code, short, name in LANGUAGES
        ],
        "section": SECTIONS.get(match.view_name, "tickets") if match else "",
    }


def in_language(path: str, code: str) -> str:
    """This function leads to the same page in another language, or home where a path has no language in it."""
    return LANGUAGE_PREFIX.sub(f"/{code}", path) if LANGUAGE_PREFIX.match(path) else f"/{code}/"
