"""Who may call a bank's callback address, where its messages aren't signed."""

from ipaddress import ip_network

from django.conf import settings
from django.http import HttpRequest

from railway.lib.throttling import address_of


def may_call(gateway: str, request: HttpRequest) -> bool:
    """This function tells whether a request comes from the networks that PAYMENT_CALLERS names for a bank, if any."""
    named = settings.PAYMENT_CALLERS.get(gateway)
    if named is None:
        return True
    try:
        caller = ip_network(address_of(request))
    except ValueError:
        return False
    networks = map(ip_network, named)
    return any(caller.version == each.version and caller.subnet_of(each) for each in networks)  # type: ignore[arg-type] # versions are the same
