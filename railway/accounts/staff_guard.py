"""Whoever signs in as staff goes through a second step before anything else, and is signed out when idle."""

import time
from collections.abc import Callable, Collection
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from railway.accounts.models import User
from railway.accounts.second_step import has_one, is_passed, is_staff

SEEN_KEY = "staff_seen_at"
NOTED_EVERY = 60
OPEN_NAMES = frozenset(
    {"account_login", "account_logout", "set_language", "admin:logout", "admin:jsi18n", "service_worker"}
)
SHOWING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
SETTING_UP = frozenset({"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"})

Answer = Callable[[HttpRequest], HttpResponseBase]


class StaffGuard:
    """Middleware. Passengers, and pages that nobody has signed in for, cost it nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """This method lets a request through, or leads its sender where they have to go first."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User) or not is_staff(user):
            return self.get_response(request)
        return self._idle(request) or self._unproven(request, user) or self.get_response(request)

    def _idle(self, request: HttpRequest) -> HttpResponse | None:
        now, seen = int(time.time()), request.session.get(SEEN_KEY)
        if seen is not None and now - seen > settings.STAFF_IDLE_MINUTES * 60:
            logout(request)
            messages.info(request, _("You were signed out after a time without work. Sign in again."))
            return _lead(request, reverse("admin:login"))
        if seen is None or now - seen >= NOTED_EVERY:
            request.session[SEEN_KEY] = now
        return None

    def _unproven(self, request: HttpRequest, user: User) -> HttpResponse | None:
        """Whoever has a second step can but show it; whoever has none can but set one up."""
        if _is_open(request.path_info, OPEN_NAMES) or is_passed(request):
            return None
        must_show = has_one(user)
        if _is_open(request.path_info, SHOWING if must_show else SETTING_UP):
            return None
        return _lead(request, reverse("mfa_reauthenticate" if must_show else "mfa_index"))


def _is_open(path: str, names: Collection[str]) -> bool:
    if path.startswith(settings.STATIC_URL):
        return True
    try:
        return resolve(path).view_name in names
    except Resolver404:
        return False


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"code": "second_step_required"}, status=403)
    back = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return HttpResponseRedirect(f"{address}?{urlencode({'next': back})}")
