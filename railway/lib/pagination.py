"""Cursor pages of the API."""

from rest_framework import exceptions
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

LONGEST_KEY = 18  # digits that a bigint always holds


class Pages(CursorPagination):
    """Pages by cursor, 100 rows each unless `page_size` asks for fewer or up to 500."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "id"

    def decode_cursor(self, request: Request) -> Cursor | None:
        """This method reads the cursor; one that wasn't made here leads nowhere (404), whatever is in it."""
        cursor = super().decode_cursor(request)
        position = "0" if cursor is None or cursor.position is None else str(cursor.position)
        if not (position.isascii() and position.isdigit() and len(position) <= LONGEST_KEY):
            raise exceptions.NotFound
        return cursor
