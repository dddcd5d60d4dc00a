"""Who tries too often waits, is told how long, and is told apart from the others behind the same proxy."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.bookings.web.page import text_of

WRONG = {"login": "anna@example.org", "password": "not the word"}
API = "/api/auth/app/v1/auth"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


def tries(path: str, fields: dict[str, str], times: int, **options):
    client = Client(headers={"accept-language": "en"})
    return [client.post(path, fields, **options) for _try in range(times)][-1]


def test_a_passenger_s_page_leads_on_to_a_code_by_mail():
    answer = tries("/en/account/login/", WRONG, 5)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert "Try again in 15 min" in text_of(answer)
    assert 'href="/en/account/login/code/"' in answer.content.decode()


def test_the_api_answers_a_problem_document():
    body = {"email": WRONG["login"], "password": WRONG["password"]}
    answer = tries(f"{API}/login", body, 5, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert (answer["Retry-After"], answer.json()["code"]) == ("900", "sign_in_paused")
    again = tries(f"{API}/login", body, 1, content_type="application/json")
    assert again.json()["code"] == "sign_in_paused"


def test_so_do_the_limits_of_the_library(settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    body = {"email": "anna@example.org"}
    answer = tries(f"{API}/signup", body, 2, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert (answer["Retry-After"], answer.json()["code"]) == ("60", "tried_too_often")
    page = tries("/en/account/signup/", body, 1)
    assert (page.status_code, "You can go on in 1 min" in text_of(page)) == (429, True)


def test_a_stranger_s_tries_don_t_lock_the_owner_out_behind_the_same_proxy(settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    login = "/en/account/login/"
    assert tries(login, WRONG, 5, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 429
    assert tries(login, WRONG, 1, headers={"x-forwarded-for": "2001:db8::7"}).status_code == 200


def test_a_body_that_is_no_json_is_told_so():
    answer = Client().post(f"{API}/login", "{bad", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
