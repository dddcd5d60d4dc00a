"""A client of the API as a test needs it."""

from itertools import count
from typing import Any

from rest_framework.response import Response
from rest_framework.test import APIClient

_addresses = count(1)


class Client(APIClient):
    """Speaks JSON, with a booking's token if given, from an address of its own: tests don't share one allowance."""

    def __init__(self, token: str = "", language: str = "en") -> None:
        number = next(_addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})
        super().__init__(REMOTE_ADDR=address, headers=headers)
        self.address = address

    def send(self, method: str, path: str, body: Any = None, key: str = "", **headers: str) -> Response:
        """This method sends a write with a JSON body."""
        if key:
            headers["Idempotency-Key"] = key
        return self.generic(
            method, f"/api/v1{path}", _encoded(self, body), "application/json", headers=headers
        )

    def read(self, path: str, **query: Any) -> Response:
        """This method gets an address under /api/v1."""
        return self.get(f"/api/v1{path}", query)


def _encoded(client: APIClient, body: Any) -> bytes:
    return b"" if body is None else client._encode_data(body, "json")[0]
