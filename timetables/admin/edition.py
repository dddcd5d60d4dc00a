"""Editions of the timetable: drafts made, edited, published and taken back."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from railway.lib.staff_tables import HistoryAdmin, ReadOnlyAdmin, ReadOnlyInline, RowContextMixin
from timetables.admin.draft_paste import paste_timetable
from timetables.admin.draft_train import add_train, draft_train
from timetables.admin.draft_views import draft_grid, first_draft_grid
from timetables.admin.edition_views import copy_to_draft, merge, publish, revert
from timetables.models import Publication, Timetable
from timetables.operations.revert_publication import last_publication

FIXED = ["state", "published_at", "valid_until", "based_on"]


class PublicationInline(ReadOnlyInline):
    """When the edition was published and taken back."""

    model = Publication
    fields = [
        "published_at",
        "published_by",
        "valid_from",
        "reason",
        "reverted_at",
        "reverted_by",
        "revert_reason",
    ]


@admin.register(Timetable)
class TimetableAdmin(RowContextMixin, HistoryAdmin):
    """Editions. A draft is made as a copy of another; what is published changes only by another publication."""

    list_display = ["name", "grid", "state", "valid_from", "valid_until", "published_at"]
    list_filter = ["state"]
    search_fields = ["name"]
    fields = ["name", ("valid_from", "valid_until"), "state", "based_on", "published_at", "note"]
    inlines = [PublicationInline]

    def get_urls(self) -> list[URLPattern]:
        """This method adds the pages of drafts and publications."""
        view = self.admin_site.admin_view
        line = "<int:pk>/grid/<str:route_id>/<int:direction>/"
        return [
            path("<int:pk>/copy/", view(copy_to_draft), name="timetables_copy"),
            path("<int:pk>/grid/", view(first_draft_grid), name="timetables_draft_first"),
            path(line, view(draft_grid), name="timetables_draft_grid"),
            path(f"{line}add/", view(add_train), name="timetables_draft_add"),
            path(f"{line}paste/", view(paste_timetable), name="timetables_draft_paste"),
            path("<int:pk>/train/<int:trip>/", view(draft_train), name="timetables_draft_train"),
            path("<int:pk>/publish/", view(publish), name="timetables_publish"),
            path("<int:pk>/merge/", view(merge), name="timetables_merge"),
            path("publication/<int:pk>/revert/", view(revert), name="timetables_revert"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method leaves new editions to the import of a feed and to copies."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method lets a draft be thrown away; what was once published is kept."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or (obj.state == Timetable.State.DRAFT and not obj.copies.exists()))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """This method leaves out the deletion of many at once, which would not ask whether they are drafts."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """This method lets the first day be changed as long as the edition is a draft."""
        is_draft = obj is not None and obj.state == Timetable.State.DRAFT
        return FIXED if is_draft else [*FIXED, "valid_from"]

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """This method says what may be done with the edition: edited, copied, taken back."""
        standing = last_publication(row)
        is_it = standing is not None and standing.timetable_id == row.pk and standing.replaced
        return {
            "may_copy": request.user.has_perm("timetables.change_trip"),
            "standing": standing if is_it and request.user.has_perm("timetables.change_timetable") else None,
        }

    @admin.display(description=_("timetable grid"))
    def grid(self, edition: Timetable) -> SafeString:
        """This method links the edition's grid."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:timetables_draft_first", args=[edition.pk]), _("open")
        )


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """What was published when, by whom, and why."""

    list_display = ["timetable", "valid_from", "published_at", "published_by", "reverted_at"]
    list_select_related = ["timetable", "published_by"]
    date_hierarchy = "published_at"
