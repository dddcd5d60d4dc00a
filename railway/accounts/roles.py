"""The five roles of the railway's staff, each with the permissions it needs and no more."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.contrib.auth.models import Group, Permission

VIEW = ("view",)
EDIT = ("view", "add", "change")
ALL = ("view", "add", "change", "delete")

TIMETABLE_EDITOR = "timetable editor"
DESK_CLERK = "desk clerk"
INSPECTOR = "inspector"
ACCOUNTANT = "accountant"
AUDITOR = "auditor"

_NETWORK = ("agency", "stop", "route", "feedinfo", "rollingstock", "coach", "seat")
_TIMETABLE = (
    "timetable",
    "trip",
    "stoptime",
    "calendar",
    "calendardate",
    "publicholiday",
    "substituteday",
    "transfer",
)
_DAY = ("datedtrip", "datedstop", "schedulechange", "replacementbus", "vehicleposition", "alert")
_SALES = ("booking", "passenger", "ticket", "bookingevent", "seasonticket", "seasontrip")
_MONEY = (
    "payment",
    "checkout",
    "paymentcallback",
    "refund",
    "refundoffer",
    "exchangeoffer",
    "seasonrefundoffer",
)
_LEDGER = ("ledgertransaction", "ledgerentry", "bankstatement", "bankline", "bankdifference")
_DESK = ("till", "shift", "tillreceipt")
_RULES = (
    "tariff",
    "exchangerate",
    "refundrule",
    "exchangerule",
    "delayrule",
    "tellingrule",
    "benefit",
    "ancillary",
    "seasonproduct",
    "seasonrefundrule",
)

_PRIVACY = (
    "consent", "consenttext", "personaldatalookup", "privacyrequest", "retentionrule", "retentionhold", "retentionrun",
)  # fmt: skip

_PARTNERS = ("partner", "webhookendpoint", "webhookdelivery", "partnerevent")

APPS = ("timetables", "bookings", "admin")

GRANTS: Mapping[str, Sequence[tuple[Sequence[str], Sequence[str]]]] = MappingProxyType(
    {
        TIMETABLE_EDITOR: [
            (_NETWORK, EDIT),
            (_TIMETABLE, ALL),
            (_DAY, VIEW),
            (("datedtrip",), ("view", "change")),
            (("alert", "reportingdevice", "tellingrule", "lettertemplate"), EDIT),
            (("delayrule", "publication"), VIEW),
        ],
        DESK_CLERK: [
            (_NETWORK + _TIMETABLE + _DAY, VIEW),
            (_SALES, VIEW),
            (("booking", "passenger"), ("view", "change")),
            (("refundoffer", "exchangeoffer", "payment", "refund"), VIEW),
            (("notification", "waitingentry"), ("view", "change")),
            (("lettertemplate",), VIEW),
            (("benefit",), VIEW),
            (("proofseen",), EDIT),
            (("proofanswer",), VIEW),
            (("shift",), ("add",)),  # their own; whoever may change shifts closes those of others
            (("consent", "consenttext", "retentionrule"), VIEW),
            (("retentionhold",), EDIT),
            (("privacyrequest",), ("view", "change")),
        ],
        INSPECTOR: [
            (_DAY, VIEW),
            (("ticket", "seasonticket"), VIEW),
            (("seasontrip",), ("view", "add")),
            (("benefit",), VIEW),
            (("proofseen",), ("add",)),
        ],
        ACCOUNTANT: [
            (_SALES + _MONEY, VIEW),
            (("refund",), ("view", "change")),
            (_LEDGER, VIEW),
            (("bankstatement",), ("view", "add")),
            (("bankdifference",), ("view", "change")),
            (_DESK, VIEW),
            (("shift",), ("view", "change")),
            (("till",), EDIT),
            (_RULES, EDIT),
            (("consenttext", "retentionrule", "retentionhold"), EDIT),
            (("retentionrun",), VIEW),
        ],
        AUDITOR: [
            (_PRIVACY, VIEW),
            (_NETWORK + _TIMETABLE + _DAY, VIEW),
            (_SALES + _MONEY + _LEDGER + _DESK + _RULES, VIEW),
            (("notification", "waitingentry", "logentry", "publication", "proofseen", "proofanswer"), VIEW),
            (("lettertemplate", *_PARTNERS), VIEW),
        ],
    }
)


def ensure_roles() -> None:
    """This function makes the role groups and sets their permissions to what this module says; it may run again."""
    known = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label__in=APPS)
    }
    for role, grants in GRANTS.items():
        group, _made = Group.objects.get_or_create(name=role)
        names = {f"{action}_{model}" for models, actions in grants for model in models for action in actions}
        group.permissions.set([known[name] for name in sorted(names)])
