"""What this browser has made or opened by a secret link: names in its session, the newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from railway.lib.see_other import see_other

KEPT_ORDERS = 20
KEPT_SECONDS = 120 * 24 * 3600

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Remembered:
    """Names of one kind, `most` of them; `seconds` keeps the session so long from now on, None as long as it is."""

    key: str
    most: int = KEPT_ORDERS
    seconds: int | None = KEPT_SECONDS

    def names(self, request: HttpRequest) -> list[str]:
        """This function lists the names that this browser may open, the newest first."""
        return [str(name) for name in request.session.get(self.key, [])]

    def add(self, request: HttpRequest, name: str) -> None:
        """This function lets this browser open one more from now on."""
        others = [other for other in self.names(request) if other != name]
        request.session[self.key] = [name, *others][: self.most]
        if self.seconds is not None:
            request.session.set_expiry(self.seconds)


def opened_here(
    remembered: Remembered,
    *,
    by_secret: Callable[..., object],
    refused: type[Exception],
    find: Callable[[UUID], T | None],
) -> Callable[[Callable[[HttpRequest, T], HttpResponse]], Callable[[HttpRequest, UUID], HttpResponse]]:
    """Make a decorator that gives a view what its address names, when this browser may open it; else there is none.

    This function takes in a link with its secret in `k`, which `by_secret` finds nothing by when it is wrong (it raises
    `refused`), and leads to the clean address.
    """

    def of_named(
        view: Callable[[HttpRequest, T], HttpResponse],
    ) -> Callable[[HttpRequest, UUID], HttpResponse]:
        @wraps(view)
        @never_cache
        def opened(request: HttpRequest, uuid: UUID) -> HttpResponse:
            if "k" in request.GET:
                try:
                    by_secret(uuid=uuid, token=request.GET["k"])
                except refused:
                    raise Http404 from None
                remembered.add(request, str(uuid))
                return see_other(request.path)
            found = find(uuid) if str(uuid) in remembered.names(request) else None
            if found is None:
                raise Http404
            return view(request, found)

        return opened

    return of_named
