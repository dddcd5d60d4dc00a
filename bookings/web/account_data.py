"""All that is kept about whoever is signed in: a copy at once, and the way to have it erased."""

import json
from datetime import datetime

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings.operations.ask_for_data import ask_for_account
from bookings.privacy import rules_in_force
from bookings.queries.held_data import HeldTable, as_json, held_about
from bookings.queries.whose_data import scope_of_account
from bookings.web.account_doors import Account, of_account
from railway.accounts.second_step import is_staff
from railway.lib.see_other import see_other
from railway.lib.template_words import language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_account
@reauthentication_required
def account_data(request: HttpRequest, person: Account) -> HttpResponse:
    """This function shows the copy; a post asks to erase all of it, for which a link goes to the account's address."""
    email = _address(person)
    if request.method != "POST":
        context = {"email": email, "tables": _tables(person, email), "is_staff": is_staff(person)}
        return render(request, "bookings/account_data.html", context)
    if is_staff(person):
        return see_other(reverse("bookings:account_data"))
    now = timezone.now()
    if ask_for_account(account=person, email=email, language=language(), now=now) is None:
        return see_other(reverse("bookings:delete_account"))
    words = _("We have sent a link to %(email)s. Open it to see what goes and what waits, and to confirm.")
    messages.success(request, words % {"email": email})
    return see_other(reverse("bookings:account"))


@never_cache
@require_safe
@of_account
@reauthentication_required
def account_copy(request: HttpRequest, person: Account) -> HttpResponse:
    """This function gives the copy for machines, as JSON."""
    body = json.dumps(_document(person, timezone.now()), ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="data-account.json"'
    return answer


def _document(person: Account, now: datetime) -> dict[str, object]:
    email = _address(person)
    rules = rules_in_force(timezone.localdate(now))
    return {
        "made_at": now.isoformat(),
        "address": email,
        "data": as_json(_tables(person, email)),
        "kept_days": {rule.code: {"days": rule.days, "since": str(rule.kind.since)} for rule in rules},
    }


def _tables(person: Account, email: str) -> list[HeldTable]:
    return held_about(email=email, scope=scope_of_account(person))


def _address(person: Account) -> str:
    return str(EmailAddress.objects.get_primary_email(person) or person.email)
