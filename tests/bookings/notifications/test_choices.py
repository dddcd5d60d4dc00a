"""Purchasers choose what they hear and how; what is owed comes whatever they chose, and nothing comes twice."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from bookings.models import ContactChoice, Notification, PushSubscription
from bookings.notifications.choices import OPTIONAL
from bookings.notifications.deliver import LEASE_SECONDS, deliver_notifications
from bookings.notifications.outbox import enqueue
from bookings.notifications.phones import plain_phone
from bookings.notifications.quiet import NEVER_WAITS, quiet_end
from bookings.notifications.short import LONGEST_SMS, ShortText
from bookings.operations.choose_letters import Wishes, choose_letters, stop_optional_mail
from tests.bookings.world import NOW, make_booking, make_paid_booking, make_train

NIGHT = datetime(2027, 5, 14, 20, 30, tzinfo=UTC)  # 23:30 in Minsk
QUIET = {"quiet_from": time(22), "quiet_until": time(7)}


class FakeSms:
    """A gateway that remembers."""

    sent: list[tuple[str, str, str]] = []

    def send(self, *, phone: str, text: str, key: str) -> str:
        self.sent.append((phone, text, key))
        return "ok 17"


@pytest.fixture
def texts(settings) -> list[tuple[str, str, str]]:
    settings.SMS_GATEWAY = f"{__name__}.FakeSms"
    FakeSms.sent.clear()
    return FakeSms.sent


def choose(booking, **fields: object) -> ContactChoice:
    fields = {"timezone": "Europe/Minsk", "changed_at": NOW} | fields
    return ContactChoice.objects.update_or_create(booking=booking, defaults=fields)[0]


def written(booking, kind: str, now: datetime = NOW) -> dict[str, datetime]:
    Notification.objects.all().delete()
    enqueue(booking=booking, kind=kind, dedupe_key=kind, now=now)
    return dict(Notification.objects.values_list("channel", "next_attempt_at"))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Notification.Kind.values)
def test_who_wants_nothing_still_hears_what_is_owed(kind: str, texts: object) -> None:
    booking = make_booking(make_train(), phone="+375 29 123-45-67")
    choose(booking, optional=False, mail=False, sms=True)
    assert set(written(booking, kind)) == (set() if kind in OPTIONAL else {"mail", "sms"})


@pytest.mark.django_db
def test_what_a_letter_must_say_is_never_optional() -> None:
    kinds = Notification.Kind
    owed = {kinds.CONFIRMED, kinds.EXCHANGED, kinds.TRAIN_CANCELLED, kinds.TRAIN_CHANGED, kinds.REFUND}
    assert not OPTIONAL & (owed | {kinds.PAYMENT_RETURNED, kinds.LINK, kinds.WAITING_OFFER})


@pytest.mark.django_db
def test_one_way_that_fails_is_tried_again_alone(texts: list, settings, monkeypatch) -> None:
    booking = make_paid_booking()
    choose(booking, sms=True, phone="+375291234567")
    written(booking, "reminder")

    def down(*_arguments: object, **_named: object) -> str:
        raise OSError("no network")

    with monkeypatch.context() as broken:
        broken.setattr(FakeSms, "send", down)
        assert deliver_notifications(now=NOW) == 1
    assert deliver_notifications(now=NOW + timedelta(minutes=5)) == 1
    assert deliver_notifications(now=NOW + timedelta(days=1)) == 0
    assert (len(mail.outbox), len(texts)) == (1, 1)
    assert Notification.objects.get(channel="sms").answer == "ok 17"


@pytest.mark.django_db
def test_a_text_sent_again_after_a_crash_has_the_same_key(texts: list) -> None:
    booking = make_paid_booking()
    choose(booking, sms=True, phone="+375291234567")
    written(booking, "train_cancelled")
    deliver_notifications(now=NOW)
    Notification.objects.filter(channel="sms").update(state="sending")  # died before it could mark it
    deliver_notifications(now=NOW + timedelta(seconds=LEASE_SECONDS))
    assert len(texts) == 2
    assert texts[0] == texts[1]


@pytest.mark.django_db
def test_what_was_chosen_away_meanwhile_is_not_sent() -> None:
    booking = make_paid_booking()
    written(booking, "reminder")
    stop_optional_mail(booking=booking, now=NOW)
    assert deliver_notifications(now=NOW) == 0
    assert Notification.objects.get().state == "obsolete"
    written(booking, "train_cancelled")
    assert deliver_notifications(now=NOW) == 1


@pytest.mark.django_db
def test_letters_of_the_night_wait_till_the_passengers_morning() -> None:
    booking = make_booking(make_train(departs_at=NIGHT + timedelta(days=3)))
    choose(booking, **QUIET)
    assert written(booking, "train_changed", NIGHT)["mail"] == datetime(2027, 5, 15, 4, tzinfo=UTC)
    choose(booking, **QUIET | {"timezone": "Europe/Warsaw"})  # 22:30 there
    assert written(booking, "train_changed", NIGHT)["mail"] == datetime(2027, 5, 15, 5, tzinfo=UTC)
    for kind in NEVER_WAITS:
        assert written(booking, kind, NIGHT)["mail"] == NIGHT


@pytest.mark.django_db
@pytest.mark.parametrize(("hours_after_morning", "waits"), [(-1, False), (5, False), (6, True)])
def test_a_change_of_a_train_that_leaves_soon_goes_at_once(
    hours_after_morning: int, waits: bool, settings
) -> None:
    settings.URGENT_HOURS = 6
    morning = datetime(2027, 5, 15, 4, tzinfo=UTC)
    booking = make_booking(make_train(departs_at=morning + timedelta(hours=hours_after_morning)))
    choose(booking, **QUIET)
    assert written(booking, "train_changed", NIGHT)["mail"] == (morning if waits else NIGHT)


@given(
    st.times(), st.times(), st.timedeltas(timedelta(0), timedelta(days=365)).map(lambda later: NOW + later)
)
def test_quiet_hours_end_within_a_day_and_are_over_then(start: time, end: time, now: datetime) -> None:
    over = quiet_end(start, end, "Europe/Minsk", now)
    if over is None:
        return
    assert timedelta(0) < over - now <= timedelta(days=1)
    assert over.astimezone(ZoneInfo("Europe/Minsk")).time() == end
    assert quiet_end(start, end, "Europe/Minsk", over) is None


@pytest.mark.django_db
def test_one_choice_holds_for_all_trains_of_a_journey_and_after_an_exchange() -> None:
    journey = "7f0c3a52-0000-4000-8000-000000000001"
    first, second = (make_booking(make_train(), journey=journey) for _each in range(2))
    wishes = Wishes(
        optional=True,
        mail=True,
        push=False,
        sms=False,
        phone="",
        **QUIET,
        timezone="Europe/Minsk",
        language="en",
    )
    choose_letters(booking=first, wishes=wishes, now=NOW)
    exchanged = make_booking(make_train(), exchanged_from=second)
    for booking in (second, exchanged):
        written(booking, "confirmed")
        assert Notification.objects.get().language == "en"


@pytest.mark.django_db
def test_letters_that_are_not_owed_end_by_one_click() -> None:
    booking = make_paid_booking()
    for kind in ("reminder", "train_cancelled"):
        written(booking, kind)
        deliver_notifications(now=NOW)
    optional, owed = (letter.extra_headers for letter in mail.outbox)
    assert optional["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert optional["List-Unsubscribe"].startswith("<http")
    assert "List-Unsubscribe" not in owed


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("+375 (29) 123-45-67", "+375291234567"),
        ("80291234567", "+375291234567"),
        ("8 915 123-45-67", "+79151234567"),
        ("375291234567", "+375291234567"),
        ("0048 501 234 567", "+48501234567"),
        ("123", ""),
        ("29 123-45-67", ""),
        ("+٣٧٥٢٩١٢٣٤٥٦٧", ""),
        ("call me", ""),
        ("", ""),
    ],
)
def test_a_phone_is_understood_or_left_alone(typed: str, plain: str) -> None:
    assert plain_phone(typed) == plain


@given(st.text(max_size=300), st.text(max_size=100))
def test_a_text_message_fits_into_two_parts(title: str, journey: str) -> None:
    text = ShortText(title=title, journey=journey, reference="Заказ K7M-4TQ9", url="").sms
    assert len(text) <= LONGEST_SMS <= 140
    assert "K7M-4TQ9" in text


@pytest.mark.django_db
def test_browsers_are_told_only_while_there_is_a_key(settings) -> None:
    booking = make_booking(make_train())
    choose(booking, push=True)
    PushSubscription.objects.create(
        booking=booking, endpoint="https://push.example.org/1", p256dh="p", auth="a", made_at=NOW
    )
    settings.VAPID_PRIVATE_KEY = ""
    assert set(written(booking, "confirmed")) == {"mail"}
    settings.VAPID_PRIVATE_KEY = "key"
    assert set(written(booking, "confirmed")) == {"mail", "push"}
