"""People of the staff, signed in."""

from itertools import count

from django.contrib.auth.models import Group
from django.test import Client

from railway.accounts.models import User
from railway.accounts.roles import ensure_roles

_numbers = count(1)


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
    return client


def signed_in(*roles: str) -> Client:
    """This function opens a browser for somebody with these roles."""
    return sign_in(make_staff(*roles))
