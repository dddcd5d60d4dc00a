"""The pages that explain, and the frame around all pages."""

import pytest

from bookings.models import Benefit, Tariff
from tests.bookings.web.page import text_of

PAGES = ("help", "benefits", "accessibility", "personal-data", "status", "orders", "orders/lost")


@pytest.mark.parametrize("language", ["ru", "be", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_each_language(browser, rules, page, language):
    answer = browser.get(f"/{language}/{page}")
    content = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in content
    assert content.count("<h1") == 1


def test_rules_stand_with_how_sure_they_are(browser, rules):
    words = text_of(browser.get("/ru/help"))
    assert "Не позднее чем за 2 ч до отправления вернём 100 % цены. источник известен частично" in words
    assert "0,38 BYN за 10 км 0,038 BYN" in words


def test_only_offered_benefits_are_listed_with_law_and_proof(browser, rules):
    Benefit.objects.filter(code="BY_HERO").update(is_active=False)
    words = text_of(browser.get("/ru/benefits"))
    assert "Пенсионеры по возрасту −50 %" in words
    assert "Указ Президента РБ от 29.04.2011 № 176" in words
    assert "Герои Беларуси" not in words


def test_a_tariff_of_the_past_is_not_shown(browser, rules):
    assert Tariff.objects.filter(first_zone_price="26.30").exists()
    assert "26,30" not in text_of(browser.get("/ru/help"))


def test_the_frame_labels_what_is_for_demonstration(browser, rules):
    assert "Демонстрация: номера поездов" in text_of(browser.get("/ru/orders"))


def test_pages_are_closed_to_inline_script_and_style(browser, rules):
    for page in PAGES:
        answer = browser.get(f"/ru/{page}")
        policy, content = answer["Content-Security-Policy"], answer.content.decode()
        assert "unsafe" not in policy
        assert " style=" not in content
        assert "<style" not in content
        assert content.count("<script") == content.count("<script src=")


def test_the_language_switch_keeps_the_page_and_its_query(browser, rules):
    content = browser.get("/ru/orders?ref=AAA-AAAA").content.decode()
    assert 'href="/be/orders?ref=AAA-AAAA" lang="be" hreflang="be"' in content


def test_what_keeps_tickets_for_a_phone_without_a_network_serves_the_whole_site(browser, rules):
    answer = browser.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"caches" in b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/ru/nope", "Туда линия не идёт"),
        ("/be/nope", "Туды лінія не ідзе"),
        ("/en/nope", "The line doesn't go there"),
    ],
)
def test_a_page_that_isn_t_there_says_so_in_the_reader_s_language(browser, rules, path, words):
    answer = browser.get(path)
    assert answer.status_code == 404
    assert words in text_of(answer)
