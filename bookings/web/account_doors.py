"""Who is signed in, and what becomes theirs."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bookings.operations.attach_bookings import own_new_bookings
from railway.accounts.models import User

Account = User
P = ParamSpec("P")


def person_of(request: HttpRequest) -> Account | None:
    """This function tells who is signed in; for a browser without a session it makes no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, User) else None


def of_account(
    view: Callable[Concatenate[HttpRequest, Account, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """This function gives a view the person signed in; who isn't is led to sign in, and back."""

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        if person is None:
            back = request.get_full_path() if request.method == "GET" else reverse("bookings:account")
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
        return view(request, person, *args, **kwargs)

    return opened


def proven_addresses(person: Account) -> list[str]:
    """This function lists the addresses that somebody has shown to be theirs."""
    return list(EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True))


def belong_to_account(request: HttpRequest, references: Collection[str]) -> None:
    """This function gives bookings just made in this browser to the account that is signed in, if any."""
    if (person := person_of(request)) is not None:
        own_new_bookings(account=person, references=references)
