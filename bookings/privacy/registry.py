"""Every field that holds something about a person: by which rule it goes, and how it comes into a copy of the data.

A test walks all tables: a field that looks personal and stands neither in TABLES nor in NOT_PERSONAL fails it. Whoever
adds such a field adds a line here, and a way to forget it in `bookings.operations.forgetting`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

# Kinds of data that no rule of days ends: kept as long as what they hang on, for a reason of their own.
WITH_ITS_OWNER = "with its owner"  # goes when the account is closed or the row itself is deleted
STAFF = "staff"  # names of the staff, who answer for what they did


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalTable:
    """One table: its personal fields with the kinds of data they belong to, and how its rows are found for a person.

    `of_booking`, `of_season` and `of_email` are lookups from the row; with none the rows are not in a copy (they name
    nobody, or the staff alone), and `why_not_copied` says so. `also` are shown in a copy beside the personal ones.
    """

    fields: Mapping[str, str]
    of_booking: str = ""
    of_season: str = ""
    of_email: str = ""
    also: Sequence[str] = ()
    hidden: Sequence[str] = field(default=())
    why_not_copied: str = ""


_PERSON = {
    "given_name": "names",
    "family_name": "names",
    "patronymic": "names",
    "birth_date": "names",
    "document_type": "names",
    "document_number_encrypted": "documents",
    "document_last4": "documents",
    "proof_kind": "proofs",
    "proof_hashes": "proofs",
    "proof_last4": "proofs",
}
_SECRETS = ("document_number_encrypted", "proof_hashes", "payload")

TABLES: Mapping[str, PersonalTable] = MappingProxyType(
    {
        "bookings.Booking": PersonalTable(
            fields={"email": "names", "phone": "names", "account": "accounts"},
            of_booking="pk",
            also=[
                "reference",
                "state",
                "origin",
                "destination",
                "departs_at",
                "currency",
                "total",
                "language",
                "channel",
                "created_at",
            ],
            hidden=["account"],
        ),
        "bookings.Passenger": PersonalTable(
            fields=_PERSON,
            of_booking="booking",
            also=[
                "booking",
                "number",
                "state",
                "country",
                "granted_benefit",
                "price",
                "full_price",
                "ancillaries",
            ],
            hidden=_SECRETS,
        ),
        "bookings.Ticket": PersonalTable(
            fields={"payload": "names"},
            of_booking="passenger__booking",
            also=["number", "state", "issued_at"],
            hidden=_SECRETS,
        ),
        "bookings.SeasonTicket": PersonalTable(
            fields=_PERSON | {"email": "names", "phone": "names", "payload": "names", "account": "accounts"},
            of_season="pk",
            also=["reference", "state", "valid_from", "valid_until", "currency", "price", "created_at"],
            hidden=[*_SECRETS, "account"],
        ),
        "bookings.BookingEvent": PersonalTable(
            fields={"data": "names", "by": STAFF},
            of_booking="booking",
            also=["booking", "at", "kind"],
            hidden=["by"],
        ),
        "bookings.Notification": PersonalTable(
            fields={
                "email": "letters",
                "phone": "letters",
                "data": "letters",
                "subject": "letters",
                "error": "letters",
                "answer": "letters",
            },
            of_booking="booking",
            of_email="email",
            also=["booking", "kind", "state", "language", "created_at", "sent_at"],
            hidden=["error", "answer"],
        ),
        "bookings.WaitingEntry": PersonalTable(
            fields={"email": "waiting", "party": "waiting"},
            of_booking="booking",
            of_email="email",
            also=["origin", "destination", "state", "departs_from", "departs_before", "created_at"],
        ),
        "bookings.Consent": PersonalTable(
            fields={"given_as": "consents"},
            of_booking="booking",
            of_season="season_ticket",
            also=["text", "language", "given_at", "how", "withdrawn_at"],
        ),
        "bookings.ProofSeen": PersonalTable(
            fields={
                "holder_hash": "seen_proofs",
                "last4": "seen_proofs",
                "seen_by": STAFF,
                "withdrawn_by": STAFF,
            },
            of_booking="passenger__booking",
            of_season="season_ticket",
            also=["benefit_code", "proof_kind", "source", "seen_at", "until", "withdrawn_at"],
            hidden=["holder_hash", "seen_by", "withdrawn_by"],
        ),
        "bookings.ProofAnswer": PersonalTable(
            fields={"reference": "proofs"},
            of_booking="passenger__booking",
            of_season="season_ticket",
            also=["registry", "benefit_code", "outcome", "until", "asked_at"],
        ),
        "bookings.BenefitUse": PersonalTable(
            fields={"person": "benefit_uses"},
            of_booking="passenger__booking",
            also=["benefit_code", "period"],
            hidden=["person"],
        ),
        "bookings.PaymentCallback": PersonalTable(
            fields={"content": "bank_answers"},
            of_booking="payment__booking",
            also=["outcome", "received_at"],
        ),
        "bookings.PersonalDataLookup": PersonalTable(
            fields={"user": STAFF, "words": "lookups", "searched": "lookups", "initial": "lookups"},
            of_booking="booking",
            also=["at", "what", "reason"],
            hidden=["user", "searched", "initial", "words"],
        ),
        "bookings.PrivacyRequest": PersonalTable(
            fields={
                "email": "requests",
                "email_hash": "requests",
                "words": "requests",
                "answer": "requests",
                "decided_by": STAFF,
            },
            of_booking="booking",
            also=["booking", "kind", "state", "asked_at", "due_at", "done_at"],
            hidden=["email_hash", "decided_by"],
        ),
        "bookings.IdempotencyKey": PersonalTable(
            fields={"scope": "answers", "body": "answers", "fingerprint": "answers"},
            why_not_copied="answers already given, forgotten after days; their content stands in the bookings",
        ),
        "bookings.RetentionHold": PersonalTable(
            fields={"reason": WITH_ITS_OWNER, "made_by": STAFF},
            of_booking="booking",
            also=["until", "made_at"],
            hidden=["made_by"],
        ),
        "bookings.ContactChoice": PersonalTable(
            fields={"phone": "contacts", "user": "accounts"},
            of_booking="booking",
            of_season="season_ticket",
            of_email="user__email",
            also=["optional", "mail", "push", "sms", "quiet_from", "quiet_until", "timezone", "language"],
            hidden=["user"],
        ),
        "bookings.PushSubscription": PersonalTable(
            fields={"endpoint": "contacts", "p256dh": "contacts", "auth": "contacts"},
            of_booking="booking",
            also=["made_at"],
            hidden=["p256dh", "auth"],
        ),
        "bookings.SavedPassenger": PersonalTable(
            fields=dict.fromkeys(_PERSON, "accounts") | {"account": "accounts"},
            of_email="account__email",
            also=["country", "benefit_code", "created_at", "used_at"],
            hidden=[*_SECRETS, "account"],
        ),
        "bookings.SeasonTrip": PersonalTable(
            fields={"by": STAFF},
            why_not_copied="names the inspector alone; the trips stand in the season ticket",
        ),
        "bookings.Partner": PersonalTable(
            fields={"email": WITH_ITS_OWNER},
            why_not_copied="a partner firm's address, kept as long as it is a partner",
        ),
        "bookings.Shift": PersonalTable(
            fields={"clerk": STAFF, "closed_by": STAFF}, why_not_copied="of the staff: cash they answer for"
        ),
        "bookings.BankStatement": PersonalTable(
            fields={"imported_by": STAFF}, why_not_copied="of the staff: who brought the bank's file in"
        ),
        "bookings.BankDifferenceNote": PersonalTable(
            fields={"by": STAFF, "words": STAFF}, why_not_copied="of the staff: what they say of a difference"
        ),
        "bookings.Benefit": PersonalTable(
            fields={"checked_by": STAFF}, why_not_copied="of the staff: who compared a rule with the act"
        ),
        "accounts.User": PersonalTable(
            fields=dict.fromkeys(["username", "first_name", "last_name", "email"], "accounts"),
            of_email="email",
            also=["date_joined", "last_login", "language"],
            hidden=["username"],
        ),
        "accounts.ApiToken": PersonalTable(
            fields={"user": "accounts"},
            of_email="user__email",
            also=["name", "created", "used_at"],
            hidden=["user"],
        ),
        "account.EmailAddress": PersonalTable(
            fields={"email": "accounts", "user": "accounts"},
            of_email="email",
            also=["verified", "primary"],
            hidden=["user"],
        ),
        "mfa.Authenticator": PersonalTable(
            fields={"user": "accounts", "data": "accounts"},
            of_email="user__email",
            also=["type", "created_at", "last_used_at"],
            hidden=["user", "data"],
        ),
        "admin.LogEntry": PersonalTable(
            fields={"user": "staff_log"}, why_not_copied="of the staff: what they did in their pages"
        ),
        **{
            f"axes.{table}": PersonalTable(
                fields=dict.fromkeys(names, "sign_ins"),
                why_not_copied="attempts to sign in may be somebody else's: they would tell of them",
            )
            for table, names in {
                "AccessFailureLog": ["user_agent", "ip_address", "username"],
                "AccessAttempt": ["user_agent", "ip_address", "username"],
                "AccessLog": ["user_agent", "ip_address", "username", "session_hash"],
            }.items()
        },
        **{
            f"timetables.{table}": PersonalTable(
                fields=dict.fromkeys(names, STAFF), why_not_copied="of the staff: who changed trains"
            )
            for table, names in {
                "Alert": ["made_by"],
                "Draft": ["created_by"],
                "DraftStep": ["made_by"],
                "Publication": ["published_by", "reverted_by"],
                "ScheduleChange": ["made_by"],
                "FeedUpload": ["uploaded_by"],
                "ReplacementBus": ["made_by"],
            }.items()
        },
    }
)
_RULE = "a rule or a table of the railway, nobody's"
_SUMS = "sums and rules of a sale, nobody's name"
_BANK = "sums at the bank, nobody's name"
NOT_PERSONAL: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "timetables.Agency": dict.fromkeys(["extra", "phone"], _RULE),
        "timetables.Stop": {"extra": _RULE},
        "timetables.Route": {"extra": _RULE},
        "timetables.Calendar": {"extra": _RULE},
        "timetables.PublicHoliday": {"by_operator": _RULE},
        "timetables.Coach": {"layout": _RULE},
        "timetables.Draft": dict.fromkeys(["base", "accepted"], _RULE),
        "timetables.DraftStep": dict.fromkeys(["before", "after"], _RULE),
        "timetables.Publication": dict.fromkeys(["remedies", "replaced", "summary"], _RULE),
        "timetables.Trip": {"extra": _RULE},
        "timetables.StopTime": {"extra": _RULE},
        "timetables.ScheduleChange": dict.fromkeys(["before", "after"], _RULE),
        "timetables.FeedRemainder": dict.fromkeys(["heading", "body"], _RULE),
        "timetables.FeedUpload": {"report": _RULE},
        "timetables.FeedUploadPart": {"body": _RULE},
        "timetables.ReportingDevice": {"token_hash": "a device of a train"},  # nosec B105 # what a column is of
        "timetables.VehiclePosition": dict.fromkeys(["device", "reported_by"], "a device of a train"),
        "bookings.Tariff": {"table": _RULE},
        "bookings.Ancillary": {"bands": _RULE},
        "bookings.Benefit": dict.fromkeys(
            [
                "only_with", "holder_any", "seat_classes", "seat_modes", "payer_budget", "proof_check", "proof_ru",
                "proof_be", "proof_en", "holder",
            ],
            _RULE,
        ),
        "bookings.SeasonProduct": {"benefits": _RULE},
        "bookings.SeasonTicket": dict.fromkeys(["product_names", "stops", "price_lines"], _SUMS),
        "bookings.SeasonRefundOffer": {"reckoned": _SUMS},
        "bookings.LedgerEntry": dict.fromkeys(["account", "payer"], _SUMS),
        "bookings.BankStatement": {"account": "the railway's own account"},
        "bookings.Passenger": dict.fromkeys(["price_lines", "ancillaries"], _SUMS),
        "bookings.Consent": {"given_at": "a moment"},
        "bookings.ExchangeOffer": dict.fromkeys(["passengers", "rule"], _SUMS),
        "bookings.RefundOffer": dict.fromkeys(["passengers", "rule"], _SUMS),
        "bookings.PersonalDataLookup": {"hash_key": "the name of a key"},
        "bookings.ProofSeen": {"hash_key": "the name of a key", "proof_kind": "a kind of document"},
        "bookings.PrivacyRequest": {
            "hash_key": "the name of a key",
            "proof": "how it was proved, not by what",
            "counts": "numbers of rows",
        },
        "bookings.Partner": {"token_hash": "a firm's token"},  # nosec B105 # as above
        "bookings.PartnerEvent": {"data": "references and states; partners are told no names"},
        "bookings.WebhookEndpoint": {"kinds": _RULE},
        "bookings.WebhookDelivery": {"answer": "a firm's server's answer"},
        "bookings.SandboxCharge": dict.fromkeys(["refunded", "refunded_at"], _BANK),
        "bookings.TerminalCharge": {"refunded": _BANK},
        "bookings.ShiftCash": {"pieces": "notes and coins"},
        "bookings.RetentionRun": {"counts": "numbers of rows"},
        "account.EmailConfirmation": {"email_address": "points to the address, which has a line of its own"},
    }
)  # fmt: skip
