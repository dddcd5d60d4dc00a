"""Words of letters: chosen by kind and language, begun with ours, looked at before they are used, taken back."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from bookings.admin.letter_form import KINDS, LetterForm
from bookings.models import LetterTemplate
from bookings.notifications.own.defaults import default_body, default_subject
from bookings.notifications.own.names import BLOCKS, MEANINGS, NAMES, OWED
from bookings.notifications.own.sample import sample_context
from bookings.notifications.own.words import Words, write_words
from railway.lib.staff_tables import HistoryAdmin, RowContextMixin

# A letter brings its style inside; the pages around it allow none.
PREVIEW_POLICY = {"default-src": [NONE], "style-src": [SELF, UNSAFE_INLINE], "img-src": [SELF, "data:"]}
NO_STORE = "no-store"


@admin.register(LetterTemplate)
class LetterTemplateAdmin(RowContextMixin, HistoryAdmin):
    """A row is the operator's text of one kind in one language; an emptied one means ours again."""

    form = LetterForm
    fields = ["kind", "language", "subject", "body"]
    change_list_template = "admin/bookings/lettertemplate/list.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This method lists every letter in every language, and which have the operator's words."""
        context = {
            "title": _("Words of letters"),
            "languages": settings.LANGUAGES,
            "rows": _rows(),
            "may_edit": self.has_change_permission(request) and self.has_add_permission(request),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """This method begins a new text with ours."""
        return _begun(request.GET.get("kind", ""), request.GET.get("language", ""))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This method begins a text of the kind and language that the list leads to."""
        kind, language = request.GET.get("kind", ""), request.GET.get("language", "")
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not _is_known(kind, language):
            return self.changelist_view(request)
        found = LetterTemplate.objects.filter(kind=kind, language=language).first()
        if found:
            return _open(found)
        return super().add_view(request, form_url, _about(kind, language) | (extra_context or {}))

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """This method adds to the form which places the text may have."""
        return _about(row.kind, row.language)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """This method begins an emptied text with ours again."""
        found = super().get_object(request, object_id, from_field)
        if found and not found.body and request.method == "GET":
            found.subject = default_subject(found.kind, found.language)
            found.body = default_body(found.kind, found.language)
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This method keeps the row, with its history: the button empties it."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """This method adds looking at a letter, and going back to ours."""
        wrap = self.admin_site.admin_view
        preview = csp_replace(PREVIEW_POLICY)(wrap(self.preview))
        return [
            path("preview/", preview, name="bookings_lettertemplate_preview"),
            path("<int:pk>/restore/", wrap(self.restore), name="bookings_lettertemplate_restore"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """This method shows the letter as it is typed, with a made-up booking, beside those of the other languages."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        typed = LetterForm(request.POST or None)
        shown = [] if not typed.is_valid() else _previews(typed.cleaned_data)
        context = self.admin_site.each_context(request) | {
            "title": _("How the letter looks"),
            "opts": self.opts,
            "form": typed,
            "shown": shown,
        }
        answer = TemplateResponse(request, "admin/bookings/lettertemplate/preview.html", context)
        answer["Cache-Control"] = NO_STORE
        return answer

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        """This method goes back to our words; the operator's stay in the history."""
        found = self.get_object(request, str(pk))
        if found is None or not self.has_change_permission(request, found):
            raise PermissionDenied
        if request.method == "POST":
            found.subject = found.body = ""
            found.save()
            self.log_change(request, found, gettext_noop("Restored the words of the service"))
            messages.success(request, _("Letters of this kind have our words again."))
        return HttpResponseRedirect(reverse("admin:bookings_lettertemplate_changelist"), status=303)


def _is_known(kind: str, language: str) -> bool:
    return kind in NAMES and language in dict(settings.LANGUAGES)


def _begun(kind: str, language: str) -> dict[str, Any]:
    if not _is_known(kind, language):
        return {}
    words = {"subject": default_subject(kind, language), "body": default_body(kind, language)}
    return {"kind": kind, "language": language} | words


def _about(kind: str, language: str) -> dict[str, Any]:
    names = dict(KINDS), dict(settings.LANGUAGES)
    places = [(name, MEANINGS[name], name in OWED[kind], name in BLOCKS) for name in sorted(NAMES[kind])]
    return {"title": f"{names[0][kind]}, {names[1][language]}", "places": places}


def _rows() -> list[dict[str, Any]]:
    own = {(each.kind, each.language): each for each in LetterTemplate.objects.all()}
    codes = [code for code, _name in settings.LANGUAGES]
    return [
        {"kind": kind, "name": name, "cells": [(code, own.get((kind, code))) for code in codes]}
        for kind, name in KINDS
    ]


def _previews(typed: dict[str, Any]) -> list[tuple[str, Words]]:
    """The language that is typed first, then what the others have now."""
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != typed["language"])
    return [(str(dict(settings.LANGUAGES)[code]), _preview(typed, code)) for code in codes]


def _preview(typed: dict[str, Any], language: str) -> Words:
    own = LetterTemplate.objects.filter(kind=typed["kind"], language=language).exclude(body="").first()
    begun = _begun(typed["kind"], language)
    words = own or LetterTemplate(subject=begun["subject"], body=begun["body"])
    is_typed = language == typed["language"]
    subject, body = (typed["subject"], typed["body"]) if is_typed else (words.subject, words.body)
    with override(language):
        context = sample_context(language)
        return write_words(kind=typed["kind"], subject=subject, body=body, context=context)


def _open(found: LetterTemplate) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:bookings_lettertemplate_change", args=[found.pk]))
