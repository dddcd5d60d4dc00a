"""What a purchaser wants to hear and how: which letters are obligatory, and by which ways a letter goes."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from bookings.models import Booking, ContactChoice, Notification, PushSubscription, SeasonTicket
from bookings.notifications.phones import plain_phone

UNSUBSCRIBE = "letters"  # what the secret in a letter's headers is good for
Kind = Notification.Kind
Channel = Notification.Channel
# Everything else is owed to who bought: tickets, changes of the train, money, and what they asked for themselves.
OPTIONAL = frozenset(
    {
        Kind.HOLD_ENDING,
        Kind.HOLD_ENDED,
        Kind.REMINDER,
        Kind.PROOF_ENDING,
        Kind.WAITING_LAPSED,
        Kind.SEASON_ENDING,
    }
)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way by which a letter goes: an address of mail, a phone, or a subscribed browser."""

    channel: Notification.Channel
    email: str = ""
    phone: str = ""
    subscription: PushSubscription | None = None

    @property
    def suffix(self) -> str:
        """This property tells the ways of one letter apart in their keys; mail has the key itself."""
        if self.channel == Channel.MAIL:
            return ""
        return f":{self.channel}{self.subscription.pk if self.subscription else ''}"


def choice_of(booking: Booking) -> ContactChoice:
    """This function finds the choice for a booking: its own, that of the one it was exchanged for, the account's.

    Without any it is the one nobody made: mail alone, at any hour, everything, in the booking's language.
    """
    found = list(
        ContactChoice.objects.filter(
            Q(booking=booking.pk)
            | Q(booking=booking.exchanged_from_id, booking__isnull=False)
            | Q(user=booking.account_id, user__isnull=False)
        )
    )
    order = [("booking_id", booking.pk), ("booking_id", booking.exchanged_from_id)]
    order.append(("user_id", booking.account_id))
    for name, key in order:
        for choice in found:
            if key is not None and getattr(choice, name) == key:
                return choice
    return ContactChoice(booking=booking, timezone=settings.TIME_ZONE)


def season_choice_of(ticket: SeasonTicket) -> ContactChoice:
    """This function finds the choice for a season ticket: its own, else that of the account it was bought in."""
    found = ContactChoice.objects.filter(
        Q(season_ticket=ticket.pk) | Q(user=ticket.account_id, user__isnull=False)
    )
    own_first = sorted(found, key=lambda choice: choice.season_ticket_id is None)
    return own_first[0] if own_first else ContactChoice(season_ticket=ticket, timezone=settings.TIME_ZONE)


def wants_mail(choice: ContactChoice, kind: str) -> bool:
    """This function tells whether a letter of a kind goes by mail: what is owed always does."""
    return kind not in OPTIONAL or (choice.optional and choice.mail)


def ways_of(*, booking: Booking, choice: ContactChoice, kind: str, email: str = "") -> list[Way]:
    """This function lists the ways by which a letter about a booking goes; none when nobody wants or can get it."""
    is_optional = kind in OPTIONAL
    if is_optional and not choice.optional:
        return []
    address = email or booking.email
    ways = []
    if address and (choice.mail or not is_optional):
        ways.append(Way(channel=Channel.MAIL, email=address))
    if choice.push and settings.VAPID_PRIVATE_KEY:
        ways += [Way(channel=Channel.PUSH, subscription=each) for each in subscriptions_of(booking)]
    phone = choice.phone or plain_phone(booking.phone)
    if choice.sms and phone and settings.SMS_GATEWAY:
        ways.append(Way(channel=Channel.SMS, phone=phone))
    return ways


def is_unwanted(message: Notification) -> bool:
    """This function tells whether a waiting letter was chosen away since it was written."""
    if message.season_ticket is not None:
        return not wants_mail(season_choice_of(message.season_ticket), message.kind)
    if message.booking is None:
        return False
    choice = choice_of(message.booking)
    if message.channel == Channel.PUSH and not (choice.push and message.subscription_id):
        return True
    if message.channel == Channel.SMS and not choice.sms:
        return True
    if message.kind not in OPTIONAL:
        return False
    return not choice.optional or (message.channel == Channel.MAIL and not choice.mail)


def subscriptions_of(booking: Booking) -> list[PushSubscription]:
    """This function lists the browsers that take messages about a booking, or about the one it was exchanged for."""
    found = list(booking.push_subscriptions.order_by("id"))
    if found or booking.exchanged_from_id is None:
        return found
    return list(PushSubscription.objects.filter(booking=booking.exchanged_from_id).order_by("id"))
