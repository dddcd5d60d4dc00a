"""The tables of what is sold, named after OSDM."""

import bookings.models.inventory  # noqa: F401 - registers the seat tables; only bookings.inventory uses them
from bookings.models.ancillary import Ancillary, AncillaryKind
from bookings.models.bank_statement import BankDifference, BankDifferenceNote, BankLine, BankStatement
from bookings.models.benefit import Benefit
from bookings.models.benefit_use import BenefitUse
from bookings.models.booking import LIVE_STATES, PAID_STATES, Booking, BookingEvent
from bookings.models.consent import Consent, ConsentText
from bookings.models.contact_choice import ContactChoice, PushSubscription
from bookings.models.delay_rule import DelayRule, TellingRule
from bookings.models.exchange_offer import ExchangeOffer
from bookings.models.idempotency import IdempotencyKey
from bookings.models.ledger import LedgerAccount, LedgerCause, LedgerEntry, LedgerTransaction
from bookings.models.letter_template import LetterTemplate
from bookings.models.lookup import PersonalDataLookup
from bookings.models.notification import Notification
from bookings.models.partner import (
    Partner,
    PartnerEvent,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookSecret,
)
from bookings.models.passenger import Passenger
from bookings.models.payment import Checkout, Payment, PaymentCallback, Refund, SandboxCharge
from bookings.models.privacy_request import PrivacyRequest
from bookings.models.proof import ProofAnswer, ProofSeen
from bookings.models.refund_offer import RefundOffer
from bookings.models.retention import RetentionHold, RetentionRule, RetentionRun
from bookings.models.saved_passenger import SavedPassenger
from bookings.models.season_rule import SeasonDays, SeasonProduct, SeasonRefundRule
from bookings.models.season_ticket import SeasonRefundOffer, SeasonTicket, SeasonTrip
from bookings.models.shift import Shift, Till
from bookings.models.tariff import ExchangeRate, ExchangeRule, RefundRule, Tariff
from bookings.models.ticket import Ticket
from bookings.models.till import ShiftCash, TerminalCharge, TillReceipt
from bookings.models.waiting import WaitingEntry

__all__ = [
    "LIVE_STATES",
    "PAID_STATES",
    "Ancillary",
    "AncillaryKind",
    "BankDifference",
    "BankDifferenceNote",
    "BankLine",
    "BankStatement",
    "Benefit",
    "BenefitUse",
    "Booking",
    "BookingEvent",
    "Checkout",
    "Consent",
    "ConsentText",
    "ContactChoice",
    "DelayRule",
    "ExchangeOffer",
    "ExchangeRate",
    "ExchangeRule",
    "IdempotencyKey",
    "LedgerAccount",
    "LedgerCause",
    "LedgerEntry",
    "LedgerTransaction",
    "LetterTemplate",
    "Notification",
    "Partner",
    "PartnerEvent",
    "Passenger",
    "Payment",
    "PaymentCallback",
    "PersonalDataLookup",
    "PrivacyRequest",
    "ProofAnswer",
    "ProofSeen",
    "PushSubscription",
    "Refund",
    "RefundOffer",
    "RefundRule",
    "RetentionHold",
    "RetentionRule",
    "RetentionRun",
    "SandboxCharge",
    "SavedPassenger",
    "SeasonDays",
    "SeasonProduct",
    "SeasonRefundOffer",
    "SeasonRefundRule",
    "SeasonTicket",
    "SeasonTrip",
    "Shift",
    "ShiftCash",
    "Tariff",
    "TellingRule",
    "TerminalCharge",
    "Ticket",
    "Till",
    "TillReceipt",
    "WaitingEntry",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookSecret",
]
