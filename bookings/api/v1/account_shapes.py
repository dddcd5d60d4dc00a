"""What calls about an account take and answer."""

from typing import Any

from rest_framework import serializers

from bookings.models import Booking


class AccountOutput(serializers.Serializer[Any]):
    """Whose token this is."""

    email = serializers.EmailField()
    language = serializers.CharField()
    has_password = serializers.BooleanField()
    has_second_step = serializers.BooleanField(help_text="An app for codes or a passkey is set up.")


class AccountTokenOutput(serializers.Serializer[Any]):
    """A device that is signed in."""

    id = serializers.UUIDField()
    name = serializers.CharField(
        help_text="As the device named itself in `X-Device-Name` (UTF-8, percent-encoded where not Latin)."
    )
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the hour.")
    expires_at = serializers.DateTimeField(help_text="Put off while the token is used.")
    is_current = serializers.BooleanField(help_text="The token of this very request.")


class AccountTokensOutput(serializers.Serializer[Any]):
    """All devices that are signed in, the newest first."""

    results = AccountTokenOutput(many=True)


class AccountBookingOutput(serializers.Serializer[Any]):
    """A booking of the account, in short; the rest is at its own address, with the same token."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=Booking.State.choices)
    origin = serializers.CharField()
    destination = serializers.CharField()
    train = serializers.CharField()
    departure = serializers.DateTimeField(help_text="Planned, local to the origin.")
    is_over = serializers.BooleanField(help_text="The train has left, or the booking ended.")


class AttachRequest(serializers.Serializer[Any]):
    """A booking made without the account, with what proves that it may be added."""

    reference = serializers.RegexField(r"^[A-Za-z0-9 -]{1,20}\Z", max_length=20)
    access_token = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="From the booking's link."
    )
    email = serializers.CharField(
        max_length=254,
        required=False,
        allow_blank=True,
        default="",
        help_text="Or the address that its letters go to.",
    )
