"""Proofs of benefits in the staff's pages: what was seen, and what registries answered."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from bookings.admin.lookup_log import LoggedSearchMixin
from bookings.admin.proof_form import see_proof, see_season_proof
from bookings.models import ProofAnswer, ProofSeen
from bookings.operations.withdraw_proof import withdraw_proof
from bookings.proofs import kind_name
from railway.accounts.signed_in import signed_in
from railway.lib.staff_tables import ReadOnlyAdmin
from railway.lib.template_words import language


@admin.register(ProofSeen)
class ProofSeenAdmin(LoggedSearchMixin, ReadOnlyAdmin):
    """Documents of benefits that were seen. No number stands here, and nobody's name but the latest traveller's."""

    list_display = [
        "passenger", "season_ticket", "benefit_code", "document", "source", "seen_by", "seen_at", "until",
        "withdrawn_at",
    ]  # fmt: skip
    list_filter = ["source", "until", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["passenger", "season_ticket", "seen_by"]
    search_fields = [
        "passenger__family_name", "passenger__booking__reference", "season_ticket__reference", "last4",
    ]  # fmt: skip
    date_hierarchy = "seen_at"
    fields = [
        "passenger", "season_ticket", "benefit_code", "document", "source", "seen_by", "seen_at", "until",
        "reminded_at", "withdrawn_at", "withdrawn_by",
    ]  # fmt: skip
    readonly_fields = ["document"]
    actions = ["withdraw"]

    @admin.display(description=_("document"))
    def document(self, seen: ProofSeen) -> str:
        """This method names the kind of the document and the end of its number."""
        return f"{kind_name(seen.proof_kind, language())} •••••{seen.last4}"

    @admin.action(description=_("Withdraw: counts no longer"), permissions=["change"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[ProofSeen]) -> None:
        """This method ends what counts; those passengers show their document again."""
        user, now = signed_in(request), timezone.now()
        done = [seen for seen in chosen if withdraw_proof(seen=seen, by=user, now=now)]
        self.log_pressed(request, done, gettext_noop("Withdrawn"))
        told = ngettext("%(count)s proof withdrawn.", "%(count)s proofs withdrawn.", len(done))
        self.message_user(request, told % {"count": len(done)}, messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        """This method adds the page on which a document is seen."""
        view = self.admin_site.admin_view(see_proof)
        season = self.admin_site.admin_view(see_season_proof)
        return [
            path("of/<int:pk>/", view, name="bookings_proofseen_of"),
            path("of-season/<int:pk>/", season, name="bookings_proofseen_of_season"),
            *super().get_urls(),
        ]


@admin.register(ProofAnswer)
class ProofAnswerAdmin(ReadOnlyAdmin):
    """What registries answered about benefits."""

    list_display = [
        "passenger",
        "season_ticket",
        "benefit_code",
        "registry",
        "outcome",
        "until",
        "asked_at",
        "took_ms",
    ]
    list_filter = ["registry", "outcome"]
    list_select_related = ["passenger", "season_ticket"]
    search_fields = ["passenger__family_name", "passenger__booking__reference", "reference"]
    date_hierarchy = "asked_at"
