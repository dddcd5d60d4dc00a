"""The ways to pay a sum, in words."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from bookings.payments.registry import gateway_names


@dataclass(frozen=True, slots=True)
class Way:
    """A bank for a currency: what the form sends for it, and what the button says of it, "" if there is no choice."""

    choice: str
    words: str


def ways_to_pay(currency: str) -> list[Way]:
    """This function lists the ways to pay in a currency, the preferred one first; none where no bank takes it."""
    first, *others = gateway_names(currency) or [""]
    preferred = [Way(currency, words_of(first))] if first else []
    return preferred + [Way(f"{currency}:{name}", words_of(name)) for name in others]


def read_way(choice: str) -> tuple[str, str]:
    """This function reads "BYN:bepaid" as currency and bank, "BYN" as currency and its preferred bank, "" for none."""
    currency, _colon, name = choice.partition(":")
    known = gateway_names(currency)
    return currency, name if name in known else next(iter(known), "")


def words_of(name: str) -> str:
    """This function says how and where one pays at a bank."""
    if name == "sandbox":
        return _("Trial bank, no real money") if len(gateway_names()) > 1 else ""
    if name == "yookassa" and settings.YOOKASSA_TWO_STAGES:
        return _("Card or wallet, at YooKassa")
    return {
        "bepaid": _("Card of any bank, at bePaid"),
        "yookassa": _("Card, SBP or wallet, at YooKassa"),
    }.get(name, "")
