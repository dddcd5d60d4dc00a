"""Which banks there are: the setting PAYMENT_GATEWAYS names them, so another bank is one class and one line."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from bookings.payments.gateway import Gateway


class UnknownGateway(Exception):
    """No such way to pay."""


def gateway_named(name: str, *, at_desk: bool | None = None, currency: str | None = None) -> Gateway:
    """This function returns the bank of that name, or what a desk takes money with: one of these alone if told.

    Raises UnknownGateway when the settings don't have it, or not for the currency, if one is given.
    """
    if currency is not None and not takes(name, currency):
        raise UnknownGateway(name)
    banks = {} if at_desk is True else settings.PAYMENT_GATEWAYS
    desk = {} if at_desk is False else settings.DESK_GATEWAYS
    try:
        return _load((desk | banks)[name])
    except KeyError:
        raise UnknownGateway(name) from None


def gateway_names(currency: str | None = None) -> list[str]:
    """This function lists the ways to pay, in a currency if one is given, the preferred one first."""
    return [name for name in settings.PAYMENT_GATEWAYS if currency is None or takes(name, currency)]


def takes(name: str, currency: str) -> bool:
    """This function tells whether a bank takes a currency: all of them, unless PAYMENT_CURRENCIES names some."""
    return currency in settings.PAYMENT_CURRENCIES.get(name, [currency])


@lru_cache
def _load(path: str) -> Gateway:
    gateway: Gateway = import_string(path)()
    return gateway
