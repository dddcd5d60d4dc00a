"""The second step of signing in: an app's code, a passkey or a recovery code. Staff have one, always."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from railway.accounts.models import User
from railway.accounts.sealed import seal, unseal
from railway.accounts.words import ERRORS

DEMONSTRATION = "demonstration:"
REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets are sealed in the database; staff can't take away their last second step."""

    error_messages = DefaultMFAAdapter.error_messages | dict(ERRORS)

    def encrypt(self, text: str) -> str:
        """This method seals an app's secret."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """This method opens it; that of a demonstration is worth nothing outside its own machine."""
        secret = unseal(encrypted_text)
        if not secret.startswith(DEMONSTRATION):
            return secret
        return secret.removeprefix(DEMONSTRATION) if settings.LOCAL else generate_totp_secret()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - the library's
        """This method names a new passkey in our words; its owner may call it after the device."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey") if number == 1 else f"{_('Passkey')} {number}"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """This method keeps the last second step of somebody of the staff."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=REAL).exclude(
            pk=authenticator.pk
        )
        return not is_staff(authenticator.user) or others.exists()


def is_passed(request: HttpRequest) -> bool:
    """Tell whether this session has gone through a second step that its owner still has.

    This function makes one query. One that was reset or removed since counts no longer.
    """
    user: User | AnonymousUser = request.user
    if not isinstance(user, User):
        return False
    records = get_authentication_records(request, user)
    used = [record.get("id") for record in records if record.get("method") == "mfa"]
    return bool(used) and Authenticator.objects.filter(user=user, pk__in=used).exists()


def is_staff(user: User) -> bool:
    """This function tells whether somebody may open what passengers may not."""
    return user.is_staff or user.is_superuser


def has_one(user: User) -> bool:
    """This function tells whether somebody has set up a second step."""
    return Authenticator.objects.filter(user=user, type__in=REAL).exists()


def pass_by_setting_up(request: HttpRequest, user: User, kind: Authenticator.Type) -> None:
    """This function notes that whoever has just set a second step up in this session has shown it.

    Of the staff all other sessions end: one opened by the password alone must not outlive this.
    """
    made = Authenticator.objects.filter(user=user, type=kind).order_by("-created_at", "-pk").first()
    if made is None:
        return
    record_authentication(request, user, "mfa", id=made.pk, type=made.type, reauthenticated=True)
    if is_staff(user):
        end_sessions(user)
        update_session_auth_hash(request, user)


def reset(user: User) -> int:
    """This function takes all second steps of somebody away; they set up a new one when they next sign in.

    It returns how many there were. All sessions of that person end.
    """
    end_sessions(user)
    return Authenticator.objects.filter(user=user).delete()[0]


def end_sessions(user: User) -> None:
    """This function makes all sessions of somebody void."""
    user.session_round += 1
    user.save(update_fields=["session_round"])
