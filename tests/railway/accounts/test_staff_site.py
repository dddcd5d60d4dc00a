"""The frame of the staff's pages: signing in, languages, order of the tables, security of what is loaded."""

import re

import pytest
from django.test import Client

from railway.accounts.roles import ACCOUNTANT, DESK_CLERK, TIMETABLE_EDITOR
from tests.staff import make_staff, signed_in

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=|javascript:")


@pytest.mark.django_db
def test_a_language_chosen_in_the_head_stays() -> None:
    client = signed_in(TIMETABLE_EDITOR)
    for code in ("be", "en", "ru"):
        answer = client.post("/admin/language/", {"language": code, "next": "/admin/timetables/trip/"})
        assert (answer.status_code, answer["location"]) == (302, "/admin/timetables/trip/")
        assert f'<html lang="{code}"' in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_a_language_can_be_chosen_before_signing_in(client: Client) -> None:
    assert 'action="/admin/language/"' in client.get("/admin/login/").content.decode()
    client.post("/admin/language/", {"language": "be", "next": "/admin/login/"})
    assert '<html lang="be"' in client.get("/admin/login/").content.decode()


@pytest.mark.django_db
def test_the_sections_stand_in_the_order_of_the_work() -> None:
    page = signed_in(TIMETABLE_EDITOR, DESK_CLERK, ACCOUNTANT).get("/admin/")
    names = [str(app["name"]) for app in page.context["app_list"]]
    assert names == [
        "On the line",
        "Timetable",
        "Network and trains",
        "Sales",
        "Money",
        "Desks",
        "Ledger and bank",
        "Prices and benefits",
        "Personal data",
    ]


@pytest.mark.django_db
def test_the_start_page_leads_to_the_grid_only_for_those_who_see_trips() -> None:
    assert "/admin/timetables/trip/grid/" in signed_in(TIMETABLE_EDITOR).get("/admin/").content.decode()
    assert "/admin/timetables/trip/grid/" not in signed_in(ACCOUNTANT).get("/admin/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/password_change/"])
def test_pages_need_no_inline_script_or_style(path: str, client: Client) -> None:
    page = (client if "login" in path else signed_in(TIMETABLE_EDITOR)).get(path)
    assert page.status_code == 200
    assert "unsafe" not in page["content-security-policy"]
    assert not INLINE.search(page.content.decode())


@pytest.mark.django_db
def test_signing_in_pauses_after_five_wrong_passwords_and_says_so(client: Client) -> None:
    user = make_staff(TIMETABLE_EDITOR)
    wrong = {"username": user.username, "password": "not-the-word"}
    answers = [client.post("/admin/login/", wrong, headers={"accept-language": "en"}) for _try in range(5)]
    assert answers[3].status_code == 200
    assert answers[4].status_code == 429
    assert "Signing in is paused" in answers[4].content.decode()


@pytest.mark.django_db
def test_a_page_of_another_role_says_so(client: Client) -> None:
    page = signed_in(ACCOUNTANT).get("/admin/timetables/trip/")
    assert page.status_code == 403
    assert "Your role does not open this page" in page.content.decode()
