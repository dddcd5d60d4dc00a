"""Tables that staff look at; only operations write them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table without add, delete or edit."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method refuses new rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method refuses deletion."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """This method makes every field readable only."""
        return [*self.readonly_fields, *(field.name for field in self.model._meta.fields)]


class ReadOnlyInline(admin.TabularInline):
    """Rows shown under another row."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method refuses new rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method refuses edits."""
        return False
