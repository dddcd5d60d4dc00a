"""The HTTP side of a simulated bank: JSON for the shop, pages for the passenger, faults on order."""

import base64
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from bookings.payments.simulators.faults import Fault, Faults

HTML = "text/html; charset=utf-8"
LONGEST_BODY = 1_000_000


@dataclass(frozen=True)
class Asked:
    """A request, its path without the simulator's own prefix."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] | Message = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> dict[str, Any]:
        """This method reads the body; an empty one is an empty object."""
        content: dict[str, Any] = json.loads(self.body or b"{}")
        return content

    def form(self) -> dict[str, str]:
        """This method reads what a page sent."""
        return dict(parse_qsl(self.body.decode()))

    def basic(self) -> str:
        """This method reads "user:password" of HTTP Basic, "" if there is none."""
        return base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()


@dataclass(frozen=True)
class Told:
    """An answer: JSON, a page, or the way to another address."""

    content: Any = None
    status: int = 200
    page: str = ""
    location: str = ""


@dataclass(frozen=True)
class Notice:
    """A message of the bank to the shop; an empty address: to the one named in the bank's back office."""

    body: bytes
    headers: Mapping[str, str]
    address: str = ""


class Bank(Protocol):
    """A simulated bank."""

    name: str
    faults: Faults

    def answer(self, asked: Asked) -> Told:
        """This method answers the shop's API calls, which may be spoilt by a fault."""
        ...

    def show(self, asked: Asked) -> Told | None:
        """This method answers a passenger's browser; None for what is no page."""
        ...


class Server(ThreadingHTTPServer):
    """Banks on one port, each below its own name. `slow_seconds` is how long a slow answer takes."""

    daemon_threads = True

    def __init__(self, *banks: Bank, port: int = 0, slow_seconds: float = 30) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.banks = {bank.name: bank for bank in banks}
        self.slow_seconds = slow_seconds
        self.lock = threading.RLock()

    @property
    def address(self) -> str:
        """This property is where the server listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def run(self) -> Callable[[], None]:
        """This method serves in a thread of its own and returns what ends it."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self._end

    def _end(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """This method keeps quiet: the shop logs what it asked."""

    def _serve(self) -> None:
        url = urlsplit(self.path)
        _empty, name, *rest = url.path.split("/", 2)
        bank = self.server.banks.get(name)
        if bank is None:
            self._write(Told({"message": "no such bank"}, status=404))
            return
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
        asked = Asked(
            self.command, "/".join(rest), dict(parse_qsl(url.query)), self.headers, self.rfile.read(length)
        )
        with self.server.lock:
            page = bank.show(asked)
            fault = Fault.NONE if page else bank.faults.next()
            told = page or self._spoilt(bank, asked, fault)
        if fault == Fault.SLOW:
            time.sleep(self.server.slow_seconds)
        if fault != Fault.LOST:
            self._write(told)

    def _spoilt(self, bank: Bank, asked: Asked, fault: Fault) -> Told:
        broken = Told({"description": "internal error"}, status=500)
        if fault == Fault.BROKEN:
            return broken
        told = bank.answer(asked)
        return broken if fault == Fault.BROKEN_AFTER else told

    def _write(self, told: Told) -> None:
        body = told.page.encode() or json.dumps(told.content).encode()
        try:
            self.send_response(303 if told.location else told.status)
            self.send_header("Content-Type", HTML if told.page else "application/json")
            self.send_header("Content-Length", str(len(body)))
            if told.location:
                self.send_header("Location", told.location)
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # the shop has stopped waiting
            self.close_connection = True
