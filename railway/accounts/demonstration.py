"""Second steps of logins made for trying an installation out on one machine: their codes are shown in the page.

Outside LOCAL none is made, none is shown, and none is taken.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings

from railway.accounts.models import User
from railway.accounts.sealed import seal
from railway.accounts.second_step import DEMONSTRATION, has_one

MARK = "demonstration"


class NotLocal(Exception):
    """A demonstration's second step belongs on one machine alone."""


def make_demonstration(user: User) -> bool:
    """This function gives a login of one machine an app whose code the page shows; False where it has one already.

    Raises NotLocal anywhere else.
    """
    if not settings.LOCAL:
        raise NotLocal
    if has_one(user):
        return False
    data = {"secret": seal(DEMONSTRATION + generate_totp_secret()), MARK: True}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)
    return True


def is_demonstration(authenticator: Authenticator) -> bool:
    """This function tells a second step whose codes a page shows from a real one."""
    return bool(authenticator.data.get(MARK))
