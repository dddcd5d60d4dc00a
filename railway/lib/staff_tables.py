"""Tables of the staff's pages: those whose every change is kept, and those that only operations write."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, URLField
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from railway.lib.history import Under, read_history


class RowContextMixin(admin.ModelAdmin):
    """A row's page that shows more than its fields."""

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """This method is what the page shows beside the fields of a row that there is."""
        return {}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """This method adds it to what the page is made of."""
        row = self.get_object(request, unquote(object_id))
        extra = {} if row is None else self.row_context(request, row)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})


class HistoryAdmin(admin.ModelAdmin):
    """A table edited by hand. Its history page shows who changed what and when, in the rows under it as well."""

    history_under: Sequence[Under] = ()
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This method shows the history to whoever may see the row. Raises Http404 and PermissionDenied."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("History: %(row)s") % {"row": row},
            "object": row,
            "opts": self.opts,
            "lines": read_history(model=self.model, pk=row.pk, under=self.history_under),
        }
        return TemplateResponse(request, "admin/history.html", context | (extra_context or {}))


class RowsInline(admin.TabularInline):
    """Rows edited under another row. Each field bears its name, for those who hear the page."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """This method names the field: the head of the column is no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(db_field.verbose_name))
        return field


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table to look at; only operations write it. The right to change it is the right to use its actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method refuses new rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method refuses edits of a row, and leaves the actions of the list to those who may change rows."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method refuses deletion."""
        return False

    def log_pressed(self, request: HttpRequest, rows: Sequence[Model], message: str) -> None:
        """This method writes into the staff's journal that somebody used an action on rows; `message` is a msgid."""
        if rows:
            user = request.user.pk or 0  # nobody reaches these pages without signing in
            LogEntry.objects.log_actions(user, rows, CHANGE, change_message=message)


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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method refuses deletion."""
        return False
