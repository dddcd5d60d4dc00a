"""Letters in the operator's words: places are filled in, nothing is carried out, nothing owed is lost."""

import pytest
from django.core import mail
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from bookings.models import LetterTemplate
from bookings.notifications.deliver import deliver_notifications
from bookings.notifications.outbox import enqueue
from bookings.notifications.own.defaults import default_body, default_subject
from bookings.notifications.own.fill import BrokenText, fill_html, fill_text, find_faults
from bookings.notifications.own.names import BLOCKS, EDITABLE, MEANINGS, NAMES, OWED
from bookings.notifications.own.sample import sample_context
from bookings.notifications.own.words import write_words
from tests.bookings.world import NOW, make_paid_booking

LANGUAGES = ("ru", "be", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EDITABLE)
def test_our_own_letter_is_a_text_that_may_be_saved_and_filled(kind: str, language: str) -> None:
    subject, body = default_subject(kind, language), default_body(kind, language)
    assert find_faults(subject, names=NAMES[kind] - BLOCKS.keys(), owed=()) == []
    assert find_faults(body, names=NAMES[kind], owed=OWED[kind]) == []
    with override(language):
        words = write_words(kind=kind, subject=subject, body=body, context=sample_context(language))
    for text in (words.subject, words.text):
        assert "{" not in text
        assert "None" not in text
    assert NAMES[kind] <= MEANINGS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "{settings.SECRET_KEY}",
        "{{ settings.SECRET_KEY }}",
        "{departs.__class__}",
        "{departs!r}",
        "{departs:>999999999}",
        "{% for a in b %}",
        "{0}",
        "{",
        "a } b",
        "{order_url} {secret}",
    ],
)
def test_a_text_that_tries_more_than_a_place_is_refused(text: str) -> None:
    assert find_faults(text, names=NAMES["held"], owed=())


def test_what_is_owed_may_not_be_left_out() -> None:
    faults = find_faults("The train is off.", names=NAMES["train_cancelled"], owed=OWED["train_cancelled"])
    assert {(fault.code, fault.place) for fault in faults} == {
        ("missing", "order_url"),
        ("missing", "remedy"),
    }


@given(st.text(max_size=200), st.text(max_size=50))
def test_whatever_is_typed_is_no_markup_and_a_value_is_not_filled_again(text: str, value: str) -> None:
    body = text.replace("{", "").replace("}", "") + " {origin}"
    values = {"origin": f"<script>{{brand}}{value}", "brand": "secret"}
    assert "secret" not in fill_text(body, values, {}).replace(text, "").replace(value, "")
    assert "<script" not in fill_html(body, values, {})


def test_a_place_without_a_value_is_told() -> None:
    with pytest.raises(BrokenText):
        fill_text("{nothing}", {}, {})


def sent(body: str, kind: str = "reminder") -> tuple[str, str, str]:
    booking = make_paid_booking()
    LetterTemplate.objects.create(kind=kind, language="ru", subject="Пора: {journey}", body=body)
    booking.passengers.update(family_name="<b>Bobby</b>")
    enqueue(booking=booking, kind=kind, dedupe_key="own", now=NOW)
    mail.outbox.clear()
    deliver_notifications(now=NOW)
    letter = next(one for one in mail.outbox if "Билеты" not in one.subject)
    return letter.subject, str(letter.body), str(letter.alternatives[0].content)


@pytest.mark.django_db
def test_a_letter_goes_in_the_operators_words() -> None:
    subject, text, page = sent("Поезд в {departs}.\n\n{trip}\n\nЗаказ: {order_url}")
    assert subject.startswith("Пора: Витебск – Смоленск")
    assert "Поезд в " in text
    assert "<b>Bobby</b>" in text
    assert "<b>Bobby</b>" not in page
    assert "&lt;b&gt;Bobby" in page
    assert '<a href="http' in page


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["{no_such_place}", "{sum} {order_url}", ""])
def test_words_that_do_not_hold_never_stop_a_letter(body: str) -> None:
    subject, text, _page = sent(body)
    assert "/o/" in text
    assert not body or not subject.startswith("Пора")
