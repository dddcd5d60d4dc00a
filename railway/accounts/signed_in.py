"""Who is at the keyboard."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from railway.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """This function returns the person who signed in. Raises PermissionDenied for anybody else."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
