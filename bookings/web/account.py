"""The account's own page: what it has, devices with the app, its end."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.operations.delete_account import StaffAccount, delete_account
from bookings.web.account_doors import Account, of_account
from railway.accounts import second_step
from railway.accounts.models import ApiToken
from railway.lib.see_other import see_other


@never_cache
@require_safe
@of_account
def account(request: HttpRequest, person: Account) -> HttpResponse:
    """This function shows what belongs to an account, and leads to where it is changed."""
    context = {
        "person": person,
        "address": EmailAddress.objects.get_primary_email(person) or person.email,
        "has_password": person.has_usable_password(),
        "has_second_step": second_step.has_one(person),
        "devices": ApiToken.objects.filter(user=person, expiry__gt=timezone.now()),
        "saved": person.saved_passengers.count(),
        "is_staff": second_step.is_staff(person),
    }
    return render(request, "bookings/account.html", context)


@require_POST
@of_account
def revoke_device(request: HttpRequest, person: Account, uuid: str) -> HttpResponse:
    """This function signs a device with the app out; it may be pressed twice."""
    ApiToken.objects.filter(user=person, uuid=uuid).delete()
    messages.success(request, _("The device is signed out."))
    return see_other(reverse("bookings:account"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_account
@reauthentication_required
def delete(request: HttpRequest, person: Account) -> HttpResponse:
    """This function closes the account, after it has said what goes and what stays and was asked to."""
    if request.method != "POST":
        return render(request, "bookings/account_delete.html", {"person": person})
    try:
        delete_account(account=person)
    except StaffAccount:
        messages.warning(request, _("Logins of the staff are closed by an administrator."))
        return see_other(reverse("bookings:account"))
    logout(request)
    messages.success(
        request, _("The account is deleted. Tickets stay good; their links are in your letters.")
    )
    return see_other(reverse("bookings:home"))
