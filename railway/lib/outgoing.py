"""Requests to addresses that strangers named: never into our own network, never led elsewhere, never for long."""

import contextlib
import ipaddress
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

TIMEOUT_SECONDS = 10
LONGEST_SECONDS = 15
ANSWER_BYTES = 2_000


class PrivateAddress(Exception):
    """The name leads into a network that strangers may not reach through us."""


class AddressRefused(Exception):
    """An address that we don't post to: not https, with a name and password, or of a private network."""


def check_address(url: str) -> None:
    """This function refuses what is no public https address; names are looked up again at each request.

    One machine (LOCAL) may post to itself, without TLS. Raises AddressRefused.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressRefused(url) from None
    if not host or parts.username or parts.password or port == 0:
        raise AddressRefused(url)
    if parts.scheme != "https" and not (settings.LOCAL and parts.scheme == "http"):
        raise AddressRefused(url)
    if not settings.LOCAL and (_is_closed_name(host) or _is_private_literal(host)):
        raise AddressRefused(url)


def post(url: str, *, data: bytes, headers: dict[str, str]) -> requests.Response:
    """Post to an address that a stranger named and return the answer, ANSWER_BYTES of its body at most.

    This function raises requests.RequestException and AddressRefused.
    """
    check_address(url)
    with outgoing_session() as session:
        return session.post(url, data=data, headers=headers, timeout=TIMEOUT_SECONDS)


def outgoing_session() -> requests.Session:
    """This function makes a session that connects to public addresses alone and follows no redirect."""
    session = _Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter())
    return session


class _Session(requests.Session):
    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """This method reads the beginning of the answer only: a stranger's answer may have no end."""
        kwargs |= {"allow_redirects": False, "stream": True}
        answer = super().request(*args, **kwargs)
        answer._content = b""
        with contextlib.suppress(HTTPError, OSError):  # the status was said, the rest is for the log alone
            answer._content = answer.raw.read(ANSWER_BYTES, decode_content=False)
        answer.close()
        return answer


class _Guarded:
    """A connection to a public address that is cut after LONGEST_SECONDS, however slowly the other side speaks."""

    _guard: socket.socket | None = None
    _timer: threading.Timer | None = None

    def _new_conn(self) -> socket.socket:
        _turn_to_public(self)
        made: socket.socket = super()._new_conn()  # type: ignore[misc]  # of the class it stands before
        self._guard = made.dup()  # TLS takes the first one over; cutting either cuts both
        self._timer = threading.Timer(LONGEST_SECONDS, _cut, [self._guard])
        self._timer.daemon = True
        self._timer.start()
        return made

    def close(self) -> None:
        """This method ends the watch with the connection."""
        if self._timer and self._guard:
            self._timer.cancel()
            self._guard.close()
        super().close()  # type: ignore[misc]  # as above


class _Connection(_Guarded, HTTPConnection):
    pass


class _TLSConnection(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """This method lets every connection look where it goes."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TLSPool}


def _cut(guard: socket.socket) -> None:
    with contextlib.suppress(OSError):
        guard.shutdown(socket.SHUT_RDWR)


def _turn_to_public(connection: Any) -> None:
    """Connect to the very address that was looked at, so that a name can't lead elsewhere a moment later."""
    try:
        connection._dns_host = _public_address(connection._dns_host, connection.port)
    except PrivateAddress as error:
        raise NewConnectionError(connection, f"not a public address: {error}") from error


def _public_address(host: str, port: int) -> str:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]) for row in found]
    if not settings.LOCAL and not all(_is_public(address) for address in addresses):
        raise PrivateAddress(host)
    return addresses[0]


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            address = inner
        elif address in ipaddress.ip_network("64:ff9b::/96"):
            address = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
    return address.is_global and not address.is_multicast


def _is_private_literal(host: str) -> bool:
    try:
        return not _is_public(host)
    except ValueError:
        return False


def _is_closed_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith((".localhost", ".local", ".internal"))
