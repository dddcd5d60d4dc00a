"""Whether a ticket's passenger must show the document of their benefit, as an inspector reads it."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bookings.models import Benefit, SeasonTicket, Ticket
from bookings.proofs import needs_proof, season_proof, seen_proofs
from bookings.tickets.proof_words import seen_words
from railway.lib.template_words import language


def proof_cell(ticket: Ticket) -> SafeString | str:
    """This function says what must be shown, or until when what was seen counts, with a link to write that down."""
    booking = ticket.passenger.booking
    party = {each.number: each for each in booking.passengers.select_related("granted_benefit")}
    passenger = party[ticket.passenger.number]
    benefit = passenger.granted_benefit
    if benefit is None:
        return "–"
    seen = seen_proofs(list(party.values()), day=timezone.localdate(booking.departs_at)).get(passenger.number)
    words = seen_words(seen, language()) or _("to be shown: %(thing)s") % {"thing": benefit.proof}
    return _with_link(words, benefit, reverse("admin:bookings_proofseen_of", args=[passenger.pk]))


def season_proof_cell(ticket: SeasonTicket, *, day: date) -> SafeString | str:
    """This function says the same of a season ticket's holder on a day; nothing without a benefit."""
    benefit = ticket.granted_benefit
    if benefit is None:
        return ""
    seen = seen_words(season_proof(ticket, day=day), language())
    words = seen or _("to be shown: %(thing)s") % {"thing": benefit.proof}
    return _with_link(words, benefit, reverse("admin:bookings_proofseen_of_season", args=[ticket.pk]))


def _with_link(words: str, benefit: Benefit, address: str) -> SafeString | str:
    if not needs_proof(benefit):
        return words
    return format_html('{}<br><a href="{}">{}</a>', words, address, _("Document seen…"))
