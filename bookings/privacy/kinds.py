"""The kinds of data about people: what each is, what for, from when its days count, who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

YEAR = 366
FIVE_YEARS = 1827


@dataclass(frozen=True, slots=True)
class DataKind:
    """One kind. `days` holds while no dated rule is written; `since` says from when they count."""

    name: Any
    purpose: Any
    since: Any
    readers: Any
    days: int


_CLERKS = _("desk clerks; the auditor sees who looked")
_NOBODY = _("nobody: programs alone")
_AUDITOR = _("the auditor")
_AFTER_TRIP = _("after the trip")

KINDS: Mapping[str, DataKind] = MappingProxyType(
    {
        "documents": DataKind(
            _("Document numbers: encrypted, shown by their last characters"),
            _("to check the ticket and the border's lists"),
            _AFTER_TRIP,
            _("a desk clerk who writes down why; inspectors see the last characters"),
            30,
        ),
        "proofs": DataKind(
            _("Documents of benefits: the last characters and a keyed seal, never the number"),
            _("to show it only once"),
            _AFTER_TRIP,
            _("desk clerks and inspectors"),
            30,
        ),
        "seen_proofs": DataKind(
            _("That a benefit's document was seen, and until when it counts"),
            _("not to ask for it again"),
            _("after it counts no longer"),
            _("desk clerks and inspectors"),
            30,
        ),
        "benefit_uses": DataKind(
            _("Trips counted against a benefit's limit, under a keyed seal of the person"),
            _("a law that limits the trips"),
            _AFTER_TRIP,
            _NOBODY,
            400,
        ),
        "consents": DataKind(
            _("Consents: to which text, when, how, when withdrawn"),
            _("to prove that they were given"),
            _AFTER_TRIP,
            _CLERKS,
            3 * YEAR,
        ),
        "names": DataKind(
            _("Names, birth dates, e-mail and phone of paid orders"),
            _("the ticket, the price, returns and claims; the accounting laws"),
            _AFTER_TRIP,
            _CLERKS,
            FIVE_YEARS,
        ),
        "unpaid": DataKind(
            _("Names, birth dates, e-mail and phone of orders that were never paid"),
            _("to keep the seats while you pay"),
            _("after the order has ended"),
            _CLERKS,
            30,
        ),
        "waiting": DataKind(
            _("E-mail of who waits for seats, and who travels"),
            _("the offer of seats that come free"),
            _("after the waiting has ended"),
            _CLERKS,
            30,
        ),
        "letters": DataKind(
            _("Letters: to whom, about what, when"),
            _("to tell of tickets, changes and refunds"),
            _("after they were sent"),
            _CLERKS,
            30,
        ),
        "contacts": DataKind(
            _("Phone for SMS, and browsers that take messages"),
            _("to tell of changes of the train the way you chose"),
            _AFTER_TRIP,
            _NOBODY,
            7,
        ),
        "link_requests": DataKind(
            _("Requests for the links of orders"), _("to send them"), _("after they were sent"), _NOBODY, 7
        ),
        "answers": DataKind(
            _("Answers to requests of the mobile app"),
            _("to answer a repeated request alike"),
            _("after the answer"),
            _NOBODY,
            2,
        ),
        "exchange_offers": DataKind(
            _("Exchange offers that nobody took"), _("to carry the exchange out"), _("after they ended"), _CLERKS, 30
        ),
        "bank_answers": DataKind(
            _("What the bank said of a payment; card numbers never reach us"),
            _("to settle payments and differences"),
            _AFTER_TRIP,
            _("accountants"),
            FIVE_YEARS,
        ),
        "requests": DataKind(
            _("Requests for a copy of data or for erasure"),
            _("to prove that they were answered in time"),
            _("after the answer"),
            _CLERKS,
            3 * YEAR,
        ),
        "lookups": DataKind(
            _("Which of the staff looked at whose data, when and why"),
            _("to find out misuse"),
            _("after the look"),
            _AUDITOR,
            3 * YEAR,
        ),
        "staff_log": DataKind(
            _("What the staff did in their pages"), _("to answer for it"), _("after the act"), _AUDITOR, 3 * YEAR
        ),
        "sign_ins": DataKind(
            _("Attempts to sign in: name, network address"),
            _("to stop guessing of passwords"),
            _("after the attempt"),
            _AUDITOR,
            90,
        ),
        "accounts": DataKind(
            _("Accounts: e-mail, name, ways to sign in"),
            _("to show you your orders"),
            _("after you close it"),
            _("administrators"),
            0,
        ),
    }
)  # fmt: skip
