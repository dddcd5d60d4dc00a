"""What every page's frame needs."""

import re

from django.conf import settings
from django.http import HttpRequest

SITE_NAME = settings.SITE_NAME
LANGUAGES = (("ru", "Рус", "Русский"), ("be", "Бел", "Беларуская"), ("en", "Eng", "English"))
LANGUAGE_PREFIX = re.compile(r"^/(?:ru|be|en)(?=/)")
OWN_PAGES = (
    "orders", "lost", "order", "refund", "receipt", "exchange", "letters", "letters_off", "your_data", "data_request",
    "my_trips", "account", "account_data", "delete_account", "saved_passengers", "new_saved_passenger",
    "saved_passenger", "waiting", "season_ticket", "season_refund",
)  # fmt: skip
GUIDES = ("help", "benefits", "accessibility", "personal_data", "status")
SECTIONS = {
    "timetables:timetable": "timetable",
    "timetables:lines": "timetable",
    "timetables:poster": "timetable",
    "timetables:train": "timetable",
    "timetables:daily": "timetable",
    "timetables:board": "board",
    "timetables:arrivals": "board",
    "timetables:boards": "board",
    **dict.fromkeys((f"bookings:{name}" for name in OWN_PAGES), "orders"),
    **dict.fromkeys((f"bookings:{name}" for name in GUIDES), ""),
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
        "section": _section(match.view_name) if match else "",
    }


def _section(name: str) -> str:
    """This function tells a page's section: what signs in and what is a passenger's own is with the orders."""
    return "orders" if name.startswith(("account_", "mfa_")) else SECTIONS.get(name, "tickets")


def in_language(path: str, code: str) -> str:
    """This function leads to the same page in another language, or home where a path has no language in it."""
    return LANGUAGE_PREFIX.sub(f"/{code}", path) if LANGUAGE_PREFIX.match(path) else f"/{code}/"
