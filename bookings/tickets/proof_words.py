"""Whether the document of a benefit must be shown, in words of the active language, for page, paper and API."""

from django.utils.translation import gettext as _

from bookings.models import Passenger, ProofSeen, SeasonTicket
from railway.lib import wording


def seen_words(seen: ProofSeen | None, language: str) -> str:
    """This function says until when a proof that was seen counts; nothing where none was."""
    if seen is None:
        return ""
    day = f"{wording.write_day_and_month(seen.until, language)}{wording.NBSP}{seen.until.year}"
    return _("The document of the benefit was seen, it counts until %(day)s.") % {"day": day}


def proof_words(passenger: Passenger | SeasonTicket, seen: ProofSeen | None, language: str) -> str:
    """This function names the paper to carry for the benefit given; nothing without one, or where it was seen.

    A paper of health, radiation or war is not named: these words stand on the ticket's face.
    """
    benefit = passenger.granted_benefit
    if benefit is None or seen is not None:
        return ""
    if benefit.sensitive:
        return _("the paper that gives you the benefit, the original")
    return benefit.text_in("proof", language)
