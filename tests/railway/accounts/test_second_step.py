"""Staff and their second step: a password alone opens nothing, one who lost it gets a new one, idle sessions end."""

import logging

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from railway.accounts.demonstration import NotLocal, make_demonstration
from railway.accounts.models import ApiToken, User
from railway.accounts.roles import ACCOUNTANT, DESK_CLERK, INSPECTOR, TIMETABLE_EDITOR
from railway.accounts.staff_guard import SEEN_KEY
from tests.staff import code_now, give_second_step, make_staff, sign_in

WORD = "a-word-for-one-test"
ROLES = (TIMETABLE_EDITOR, DESK_CLERK, INSPECTOR, ACCOUNTANT)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_tries() -> None:
    cache.clear()


@pytest.fixture
def clerk() -> User:
    person = make_staff(*ROLES)
    person.set_password(WORD)
    person.save()
    return person


def with_password(person: User, word: str = WORD) -> Client:
    """A browser after the page for signing in took the password."""
    client = Client(headers={"accept-language": "en"})
    client.post("/admin/login/", {"username": person.username, "password": word})
    return client


def staff_pages() -> list[str]:
    """Every list and form of the admin, its start page, and what else only staff may open."""
    found = ["/admin/", "/admin/password_change/"]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for page in ("changelist", "add"):
            try:
                found.append(reverse(f"{name}_{page}"))
            except NoReverseMatch:
                continue
    return found


@pytest.mark.parametrize("has_app", [False, True], ids=["nothing set up", "an app set up"])
def test_a_password_alone_opens_no_page_of_the_staff(clerk, has_app):
    if has_app:
        give_second_step(clerk)
    client = with_password(clerk)
    pages = staff_pages()
    assert len(pages) > 40
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 302, path
        assert "/login/" in answer["location"] or "/account/2fa/" in answer["location"]


def test_neither_does_a_session_of_the_password_made_before_an_app_was_set_up(clerk):
    early = with_password(clerk)
    assert (
        early.get("/admin/")["location"].startswith("/ru/account/2fa/")
        or "/2fa/" in early.get("/admin/")["location"]
    )
    give_second_step(clerk)
    for path in ("/admin/", "/en/account/2fa/webauthn/add/", "/en/account/2fa/totp/deactivate/", "/en/"):
        assert early.get(path)["location"].startswith("/en/account/2fa/reauthenticate/")


def test_whoever_has_none_can_but_set_one_up_and_is_in_then(clerk):
    early, client = with_password(clerk), with_password(clerk)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/en/account/2fa/")
    assert client.get("/en/account/")["location"].startswith("/en/account/2fa/?next=")
    client.get("/en/account/2fa/totp/activate/", follow=True)
    client.post("/en/account/reauthenticate/", {"password": WORD})
    page = client.get("/en/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = client.post("/en/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["location"] == "/en/account/2fa/recovery-codes/"
    assert len(client.get(answer["location"]).context["unused_codes"]) == 10
    assert client.get("/admin/").status_code == 200
    assert early.get("/admin/")["location"].startswith("/admin/login/")
    kept = Authenticator.objects.get(user=clerk, type="totp").data["secret"]
    assert secret not in kept


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def test_password_and_code_open_the_admin_and_a_code_works_once(clerk):
    give_second_step(clerk)
    client = with_password(clerk)
    assert (
        "doesn&#x27;t fit" in client.post("/en/account/2fa/authenticate/", {"code": "000"}).content.decode()
    )
    code = code_now(clerk)
    assert client.post("/en/account/2fa/authenticate/", {"code": code})["location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    again = with_password(clerk)
    again.post("/en/account/2fa/authenticate/", {"code": code})
    assert again.get("/admin/").status_code == 302


def test_the_staff_are_kept_out_of_the_mobile_api(clerk):
    clerk.email = "clerk@example.org"
    clerk.save()
    give_second_step(clerk)
    told = {"email": clerk.email, "password": WORD}
    answer = Client().post("/api/auth/app/v1/auth/login", told, content_type="application/json")
    assert answer.status_code == 403
    assert not ApiToken.objects.exists()
    _row, token = ApiToken.objects.create(user=clerk)
    assert Client().get("/api/v1/account", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_an_administrator_resets_a_colleague_s_which_is_written_down_and_ends_their_sessions(clerk, caplog):
    administrator, theirs = sign_in(make_staff(is_superuser=True)), sign_in(clerk)
    assert theirs.get("/admin/").status_code == 200
    chosen = {"action": "reset_second_step", "_selected_action": [clerk.pk]}
    with caplog.at_level(logging.WARNING, logger="railway.accounts.admin"):
        administrator.post("/admin/accounts/user/", chosen)
    assert not Authenticator.objects.filter(user=clerk).exists()
    assert theirs.get("/admin/")["location"].startswith("/admin/login/")
    assert LogEntry.objects.get(object_id=str(clerk.pk)).get_change_message()
    assert clerk.username in caplog.text


def test_nobody_else_resets_one(clerk):
    colleague = make_staff(*ROLES)
    give_second_step(colleague)
    chosen = {"action": "reset_second_step", "_selected_action": [colleague.pk]}
    assert sign_in(clerk).post("/admin/accounts/user/", chosen).status_code == 403
    assert Authenticator.objects.filter(user=colleague).exists()


def test_the_last_second_step_of_the_staff_can_t_be_removed(clerk):
    client = sign_in(clerk)
    client.post("/en/account/reauthenticate/", {"password": WORD})
    answer = client.post("/en/account/2fa/totp/deactivate/")
    assert "keep at least one" in answer.content.decode()
    assert Authenticator.objects.filter(user=clerk).exists()


def test_an_idle_session_of_the_staff_ends_and_a_busy_one_does_not(clerk, settings):
    settings.STAFF_IDLE_MINUTES = 30
    with time_machine.travel("2027-05-18T06:00:00Z", tick=False) as clock:
        client = sign_in(clerk)
        session = client.session
        del session[SEEN_KEY]  # which tests never let grow old
        session.save()
        assert client.get("/admin/").status_code == 200
        for _look in range(3):
            clock.shift(29 * 60)
            assert client.get("/admin/").status_code == 200
        clock.shift(31 * 60)
        assert client.get("/admin/")["location"].startswith("/admin/login/")


def test_a_demonstration_s_code_is_shown_on_its_machine_alone(clerk, settings):
    make_demonstration(clerk)
    client = with_password(clerk)
    page = client.get("/en/account/2fa/authenticate/").content.decode()
    assert "Demonstration on this machine only" in page
    shown = page.partition('id="demonstration-code">')[2][:6]
    settings.LOCAL = False
    assert 'id="demonstration' not in client.get("/en/account/2fa/authenticate/").content.decode()
    client.post("/en/account/2fa/authenticate/", {"code": shown})
    assert client.get("/admin/").status_code == 302
    with pytest.raises(NotLocal):
        make_demonstration(make_staff())
    settings.LOCAL = True
    assert client.post("/en/account/2fa/authenticate/", {"code": shown})["location"] == "/admin/"


def test_a_real_app_s_code_is_shown_to_nobody(clerk):
    give_second_step(clerk)
    page = with_password(clerk).get("/en/account/2fa/authenticate/").content.decode()
    assert code_now(clerk) not in page
    assert 'id="demonstration' not in page
