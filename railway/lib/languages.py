"""Which language a reader without one in the address gets."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request


def choose(request: HttpRequest) -> HttpResponse:
    """This function leads "/" to the home page in the language last read here, else the browser's, else Russian."""
    answer = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])
    return answer


def remember(request: HttpRequest, answer: HttpResponse, code: str) -> None:
    """This function keeps the language of a page for the next visit to "/"."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != code:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
