"""Plain statements on Django's connection."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

Parameters = Sequence[Any] | Mapping[str, Any] | None


def fetch(statement: str, parameters: Parameters = None) -> list[tuple[Any, ...]]:
    """This function runs one statement and returns its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def execute(statement: str, parameters: Parameters = None) -> int:
    """This function runs one statement and returns the number of rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
