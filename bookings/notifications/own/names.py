"""Which letters the operator may word, which places their texts may have, and which of them are owed."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.models import Notification

Kind = Notification.Kind
BRAND = frozenset({"brand"})
OF_TRAIN = BRAND | {"reference", "train", "journey", "origin", "destination", "day", "departs", "arrives"}
OF_ORDER = OF_TRAIN | {"total", "order_url", "other_trains_url", "trip"}
OF_ENTRY = BRAND | {"journey", "day", "waiting", "waiting_url", "other_trains_url"}
TO_PAY = frozenset({"held_until", "to_pay"})

NAMES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Kind.HELD: OF_ORDER | TO_PAY,
        Kind.CONFIRMED: OF_ORDER | {"tickets"},
        Kind.HOLD_ENDING: OF_ORDER | TO_PAY,
        Kind.HOLD_ENDED: OF_ORDER,
        Kind.PAYMENT_RETURNED: OF_ORDER | {"sum", "why"},
        Kind.REFUND: OF_ORDER | {"sum", "fee", "paid"},
        Kind.TRAIN_CANCELLED: OF_ORDER | {"remedy"},
        Kind.TRAIN_CHANGED: OF_ORDER | {"change", "change_text", "times", "remedy"},
        Kind.REMINDER: OF_ORDER,
        Kind.EXCHANGED: OF_ORDER | {"tickets", "exchange", "price", "fee", "paid"},
        Kind.PROOF_ENDING: OF_ORDER | {"passenger_name", "until_day"},
        Kind.WAITING_OFFER: OF_ORDER | {"until", "to_pay", "pay_url", "waiting_url"},
        Kind.WAITING_LAPSED: OF_ORDER | {"waiting_url"},
        Kind.WAITING_JOINED: OF_ENTRY | {"waiting_rule"},
        Kind.WAITING_ENDED: OF_ENTRY,
    }
)
# What a letter must say whoever words it: the way to the order, the tickets, what becomes of the money.
OWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        kind: frozenset({"order_url"} if "order_url" in names else {"waiting_url"})
        for kind, names in NAMES.items()
    }
    | {
        Kind.CONFIRMED: frozenset({"order_url", "tickets"}),
        Kind.PAYMENT_RETURNED: frozenset({"order_url", "why", "sum"}),
        Kind.REFUND: frozenset({"order_url", "sum"}),
        Kind.TRAIN_CANCELLED: frozenset({"order_url", "remedy"}),
        Kind.TRAIN_CHANGED: frozenset({"order_url", "change", "remedy"}),
        Kind.EXCHANGED: frozenset({"order_url", "exchange", "tickets"}),
        Kind.WAITING_OFFER: frozenset({"pay_url", "until", "waiting_url"}),
    }
)
# Places that stand for several lines: in the text, not in the subject.
BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "trip": "_trip",
        "tickets": "_tickets",
        "why": "_why_returned",
        "remedy": "",
        "times": "_times",
        "exchange": "_exchanged",
        "waiting": "_waiting",
        "waiting_rule": "_waiting_rule",
    }
)
REMEDIES: Mapping[str, str] = MappingProxyType(
    {Kind.TRAIN_CANCELLED: "_cancelled_remedy", Kind.TRAIN_CHANGED: "_changed_remedy"}
)
MEANINGS: Mapping[str, Promise] = MappingProxyType(
    {
        "brand": _("name of the service"),
        "reference": _("reference of the order"),
        "train": _("number of the train"),
        "journey": _("from and to"),
        "origin": _("station of departure"),
        "destination": _("station of arrival"),
        "day": _("day of departure"),
        "departs": _("hour of departure"),
        "arrives": _("hour of arrival"),
        "total": _("price of the order"),
        "order_url": _("link to the order"),
        "other_trains_url": _("link to other trains of the day"),
        "trip": _("the journey in several lines"),
        "held_until": _("until when seats are kept"),
        "to_pay": _("what is to be paid"),
        "tickets": _("the tickets in several lines"),
        "sum": _("what goes back"),
        "fee": _("what is kept"),
        "paid": _("what was paid"),
        "price": _("the new price"),
        "why": _("why money goes back"),
        "remedy": _("what the passenger has a right to"),
        "change": _("what has changed, in one line"),
        "change_text": _("the same in full"),
        "times": _("times before and now"),
        "exchange": _("which tickets were replaced"),
        "passenger_name": _("name of the passenger"),
        "until_day": _("last day on which the proof counts"),
        "until": _("until when the offer holds"),
        "pay_url": _("link to pay"),
        "waiting_url": _("link to the place in the queue"),
        "waiting": _("what is waited for"),
        "waiting_rule": _("the rule of the queue"),
    }
)
EDITABLE = tuple(NAMES)
