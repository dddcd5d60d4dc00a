"""People of the staff, signed in."""

from itertools import count

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import Group
from django.test import Client

from railway.accounts.models import User
from railway.accounts.roles import ensure_roles
from railway.accounts.sealed import seal, unseal
from railway.accounts.staff_guard import SEEN_KEY

_numbers = count(1)
NEVER_IDLE = (
    2**40
)  # seconds: whatever the clock of a test says, work was done just now, and need not be noted again


def make_staff(*roles: str, **fields: object) -> User:
    """This function makes a login with the given roles."""
    ensure_roles()
    user = User.objects.create_user(f"staff{next(_numbers)}", is_staff=True, **fields)  # type: ignore[arg-type]  # tests
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def sign_in(user: User) -> Client:
    """This function opens a browser in which the user is signed in, reading English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    show_second_step(client, user)
    return client


def show_second_step(client: Client, user: User) -> None:
    """This function lets the browser's session have gone through a second step, as after signing in by hand."""
    made = give_second_step(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "id": made.pk, "type": made.type}]
    session["account_authentication_methods_user"] = str(user.pk)
    session[SEEN_KEY] = NEVER_IDLE
    session.save()


def give_second_step(user: User) -> Authenticator:
    """This function gives a login an app for codes, or finds the one it has."""
    defaults = {"data": {"secret": seal(generate_totp_secret())}}
    return Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults=defaults)[0]


def code_now(user: User) -> str:
    """This function is what the app of a login shows now."""
    secret = unseal(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def signed_in(*roles: str) -> Client:
    """This function opens a browser for somebody with these roles."""
    return sign_in(make_staff(*roles))
