"""Cursor pages of the API."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Pages by cursor, 100 rows each unless `page_size` asks for fewer or up to 500."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
    ordering = "id"
