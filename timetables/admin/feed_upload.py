"""Feeds handed in by operators: the file, how far its reading has come, and what came of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import ReadOnlyAdmin
from timetables.admin.feed_download import feed_of
from timetables.gtfs.uploads import MOST_BYTES, UploadTooLarge, progress_of, take_upload
from timetables.gtfs.wording import in_words, remark_in_words
from timetables.models import FeedUpload, Timetable

State = FeedUpload.State
REFRESH_S = 2
TOO_LARGE = _("The file is larger than %(megabytes)s MB.")


class UploadForm(forms.Form):
    """A feed, the name of the draft it makes, and a prefix where its codes mean other things than here."""

    feed = forms.FileField(label=_("GTFS feed, a zip"), allow_empty_file=False)
    edition_name = forms.CharField(label=_("Name of the draft"), max_length=200)
    code_prefix = forms.CharField(
        label=_("Prefix of codes"),
        max_length=16,
        required=False,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]+$", _("Letters, digits, - and _ only."))],
        help_text=_(
            "For a feed of another railway: its stops, lines and calendars get it before their codes, so that they "
            "can't be taken for ours."
        ),
    )

    def clean_edition_name(self) -> str:
        """This method refuses a name that another edition has."""
        name = str(self.cleaned_data["edition_name"])
        if Timetable.objects.filter(name=name).exists():
            raise forms.ValidationError(_("Another edition has this name."))
        return name

    def clean_feed(self) -> Any:
        """This method refuses what is too large to be a timetable before it is kept."""
        feed = self.cleaned_data["feed"]
        if feed.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE, params={"megabytes": MOST_BYTES // 1024**2})
        return feed


@admin.register(FeedUpload)
class FeedUploadAdmin(ReadOnlyAdmin):
    """Feeds handed in. Each is read by a worker into a draft that nobody notices until it is published."""

    list_display = ["file_name", "state", "edition_name", "timetable", "uploaded_at", "uploaded_by"]
    list_select_related = ["timetable", "uploaded_by"]
    list_filter = ["state"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This method lets those hand in a feed who may add editions."""
        return request.user.has_perm("timetables.add_timetable")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method shows feeds to whoever may see editions."""
        return request.user.has_perm("timetables.view_timetable")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This method lists them in the menu of those who may see them."""
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        """This method adds the download of an edition as a feed."""
        download = self.admin_site.admin_view(self.download)
        return [path("edition/<int:pk>.zip", download, name="timetables_edition_feed"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """This method takes a feed and leads to the page that shows how far its reading is."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid() and (upload := self._take(request, form)):
            return HttpResponseRedirect(
                reverse("admin:timetables_feedupload_change", args=[upload.pk]), status=303
            )
        context = self._context(request, _("Import a GTFS feed")) | {"form": form}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/timetables/feed_upload.html", context, status=status)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """This method shows how far the reading is, and then what came of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if (upload := self.get_object(request, object_id)) is None:
            raise Http404
        busy = upload.state in {State.WAITING, State.RUNNING}
        stage, share = progress_of(upload) if busy else ("", 1.0)
        context = self._context(request, upload.file_name) | {
            "upload": upload,
            "problems": [
                one | {"message": in_words(one["message"])} for one in upload.report.get("problems", ())
            ],
            "remarks": [remark_in_words(one) for one in upload.report.get("remarks", ())],
            "busy": busy,
            "refresh": REFRESH_S,
            "stage": stage,
            "percent": int(share * 100),
        }
        return TemplateResponse(request, "admin/timetables/feed_report.html", context)

    def download(self, request: HttpRequest, pk: int) -> FileResponse:
        """This method gives an edition, a draft as well, as a GTFS zip."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return feed_of(get_object_or_404(Timetable, pk=pk))

    def _take(self, request: HttpRequest, form: UploadForm) -> FeedUpload | None:
        data = form.cleaned_data
        try:
            return take_upload(
                pieces=data["feed"].chunks(),
                file_name=data["feed"].name,
                edition_name=data["edition_name"],
                prefix=data["code_prefix"],
                actor=signed_in(request),
                now=timezone.now(),
            )
        except UploadTooLarge:
            form.add_error("feed", TOO_LARGE % {"megabytes": MOST_BYTES // 1024**2})
            return None

    def _context(self, request: HttpRequest, title: Any) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
