"""Speaking to a bank over HTTP: JSON, a deadline, and repeats only of what may be asked twice."""

from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from bookings.payments.gateway import BankRefused, BankSilent

CONNECT_SECONDS = 3
REPEATS = 1
# The bank did not say what became of the request; 429 says that nothing did, so it may be repeated as well.
UNTOLD = frozenset({HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)})
Json = dict[str, Any]


class Api:
    """One bank's API. Every call is over after BANK_ANSWER_MS, repeats not counted.

    GET is repeated after a silence by itself; POST only where the caller says that the bank knows it again by a key.
    Raises BankSilent where the bank may or may not have done what it was asked, BankRefused where it surely did not.
    """

    def __init__(self, address: str, *, user: str, password: str, headers: Mapping[str, str]) -> None:
        self.address = address.rstrip("/")
        self.auth = (user, password)
        self.headers = headers

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json | None:
        """This method reads; None for what the bank doesn't have."""
        return self._call("GET", path, params=query or {}, repeats=REPEATS)

    def post(self, path: str, body: Json, *, key: Mapping[str, str], known_again: bool = False) -> Json:
        """This method asks the bank to do something; `key` is the header by which the bank knows a repeat."""
        done = self._call("POST", path, json=body, headers=key, repeats=REPEATS if known_again else 0)
        if done is None:
            raise BankRefused(f"nothing at {path}")
        return done

    def _call(self, method: str, path: str, *, repeats: int, **request: Any) -> Json | None:
        with self._session(repeats) as session:
            try:
                answer = session.request(
                    method,
                    f"{self.address}/{path}",
                    timeout=(CONNECT_SECONDS, settings.BANK_ANSWER_MS / 1000),
                    allow_redirects=False,
                    **request,
                )
            except requests.RequestException as silence:
                raise BankSilent(f"{method} {path}: {type(silence).__name__}") from silence
        return _content(answer, f"{method} {path}")

    def _session(self, repeats: int) -> requests.Session:
        session = requests.Session()
        session.auth, session.trust_env = self.auth, not _is_here(self.address)
        session.headers.update({"Accept": "application/json", **self.headers})
        policy = Retry(
            repeats,
            status_forcelist=UNTOLD,
            allowed_methods=None,
            backoff_factor=0.1,
            raise_on_status=False,
            respect_retry_after_header=False,
        )
        session.mount(self.address, HTTPAdapter(max_retries=policy))
        return session


def _content(answer: requests.Response, what: str) -> Json | None:
    if answer.status_code in UNTOLD:
        raise BankSilent(f"{what}: {answer.status_code}")
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return None
    content = _json(answer)
    if not answer.ok:
        raise BankRefused(f"{what}: {answer.status_code} {_reason(content)}")
    if content is None or answer.is_redirect:
        raise BankSilent(f"{what}: an answer that can't be read")
    return content


def _json(answer: requests.Response) -> Json | None:
    try:
        content = answer.json()
    except requests.JSONDecodeError:
        return None
    return content if isinstance(content, dict) else None


def _reason(content: Json | None) -> str:
    """What the two banks call a reason: YooKassa `description`, bePaid `message`, at the top or under `response`."""
    said = content or {}
    inner = said.get("response")
    told = inner if isinstance(inner, dict) else said
    return str(told.get("description") or told.get("message") or "")[:200]


def _is_here(address: str) -> bool:
    """A simulator on this machine is not spoken to through a proxy."""
    try:
        return ip_address(urlsplit(address).hostname or "").is_loopback
    except ValueError:
        return False
