"""The port to whoever sends text messages: the setting SMS_GATEWAY names a class of it; without one there are none."""

from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SmsGateway(Protocol):
    """A service that sends text messages."""

    def send(self, *, phone: str, text: str, key: str) -> str:
        """Send a text to a number as `+375291234567` and return what the service answered.

        The same `key` is the same message: a service that is asked again sends it once. Raises OSError when the
        service can't be reached or doesn't take it now.
        """


def send_sms(*, phone: str, text: str, key: str) -> str:
    """This function sends a text by the gateway of the settings. Raises OSError."""
    return _gateway(settings.SMS_GATEWAY).send(phone=phone, text=text, key=key)


@lru_cache
def _gateway(path: str) -> SmsGateway:
    gateway: SmsGateway = import_string(path)()
    return gateway
