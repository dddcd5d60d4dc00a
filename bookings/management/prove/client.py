"""A mobile client of API v1, as small as can be: it remembers what it asked for and asks again until it is answered."""

import http.client
import json
import time
from dataclasses import dataclass, field
from typing import Any

from railway.local.ports import LOOPBACK

PAUSE_S = 0.3
LOST = (OSError, http.client.HTTPException, json.JSONDecodeError)


class Unanswered(Exception):
    """The service gave no usable answer as long as was waited for."""


@dataclass
class Answer:
    """A status and the JSON that came with it."""

    status: int
    body: dict[str, Any]


@dataclass
class Client:
    """One client with one connection, made anew when it breaks."""

    port: int
    timeout_s: float = 10
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def call(self, method: str, path: str, body: Any = None, *, token: str = "", key: str = "") -> Answer:
        """This function asks once. It raises OSError or HTTPException when no answer comes."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            self._open().request(method, path, None if body is None else json.dumps(body), headers)
            response = self._open().getresponse()
            content = response.read()
        except BaseException:
            self.close()
            raise
        return Answer(response.status, _read(content, response.headers.get_content_type()))

    def insist(self, method: str, path: str, body: Any, *, key: str, until: float, token: str = "") -> Answer:
        """This function asks with the same key until the service answers with anything but its own trouble.

        `until` is on the clock of time.monotonic(). It raises Unanswered then.
        """
        while time.monotonic() < until:
            try:
                answer = self.call(method, path, body, token=token, key=key)
            except LOST:
                time.sleep(PAUSE_S)
                continue
            if answer.status < http.client.INTERNAL_SERVER_ERROR and answer.status != 429:
                return answer
            time.sleep(PAUSE_S)
        raise Unanswered(path)

    def close(self) -> None:
        """This function drops the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=self.timeout_s)
        return self._connection


def _read(content: bytes, content_type: str) -> dict[str, Any]:
    if not content or "json" not in content_type:
        return {}
    found = json.loads(content)
    return found if isinstance(found, dict) else {"list": found}
