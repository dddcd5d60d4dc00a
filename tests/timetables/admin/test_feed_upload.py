"""An operator hands in a feed and sees what came of it."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from railway.accounts.roles import ACCOUNTANT, DESK_CLERK, TIMETABLE_EDITOR
from tests.staff import signed_in
from tests.timetables.gtfs.feeds import PLAIN
from timetables.gtfs import read_uploads, uploads
from timetables.models import FeedUpload, FeedUploadPart, Timetable

ADD = "/admin/timetables/feedupload/add/"
pytestmark = pytest.mark.django_db


def zipped(**changes):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in (PLAIN | {f"{name}.txt": text for name, text in changes.items()}).items():
            archive.writestr(name, text)
    return held.getvalue()


def hand_in(browser, content, name="Summer", prefix="pl"):
    file = SimpleUploadedFile("feed.zip", content)
    return browser.post(ADD, {"feed": file, "edition_name": name, "code_prefix": prefix})


def report(browser, upload):
    return browser.get(f"/admin/timetables/feedupload/{upload.pk}/change/").content.decode()


def test_a_feed_becomes_a_draft_and_its_report_names_the_files():
    browser = signed_in(TIMETABLE_EDITOR)
    answer = hand_in(browser, zipped())
    upload = FeedUpload.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/admin/timetables/feedupload/{upload.pk}/change/"
    waiting = report(browser, upload)
    assert 'http-equiv="refresh"' in waiting
    assert "<progress" in waiting
    assert read_uploads(now=timezone.now()) == 1
    draft = Timetable.objects.get()
    done = report(browser, upload)
    assert (draft.name, draft.state) == ("Summer", Timetable.State.DRAFT)
    assert "stop_times.txt" in done
    assert 'http-equiv="refresh"' not in done
    assert f"/admin/timetables/timetable/{draft.pk}/change/" in done
    assert not FeedUploadPart.objects.exists()


def test_what_is_to_be_corrected_is_shown_by_line_and_nothing_is_kept():
    browser = signed_in(TIMETABLE_EDITOR)
    hand_in(browser, zipped(stops=PLAIN["stops.txt"].replace("52.2", "95")))
    read_uploads(now=timezone.now())
    shown = report(browser, FeedUpload.objects.get())
    assert "degrees from -90 to 90, got &#x27;95&#x27;" in shown
    assert "stop_lat" in shown
    assert not Timetable.objects.exists()


@pytest.mark.parametrize(
    ("name", "prefix", "fault"), [("Taken", "", "has this name"), ("New", "a:b", "Letters")]
)
def test_a_name_that_is_taken_or_a_strange_prefix_is_refused_at_once(name, prefix, fault):
    Timetable.objects.create(name="Taken", valid_from=timezone.localdate())
    answer = hand_in(signed_in(TIMETABLE_EDITOR), zipped(), name=name, prefix=prefix)
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not FeedUpload.objects.exists()


def test_two_feeds_of_one_name_make_one_draft():
    browser = signed_in(TIMETABLE_EDITOR)
    hand_in(browser, zipped())
    hand_in(browser, zipped())
    assert read_uploads(now=timezone.now()) == 2
    assert sorted(FeedUpload.objects.values_list("state", flat=True)) == ["done", "refused"]


def test_one_that_is_being_read_is_not_read_twice_and_a_lost_one_is_given_up():
    hand_in(signed_in(TIMETABLE_EDITOR), zipped())
    now = timezone.now()
    FeedUpload.objects.update(state="running", started_at=now)
    upload = FeedUpload.objects.get().pk
    assert uploads.read_upload(upload=upload, now=now).state == "running"
    read_uploads(now=now + timedelta(hours=2))
    assert FeedUpload.objects.get().state == "failed"


def test_a_large_one_is_kept_in_pieces_and_a_larger_one_refused(monkeypatch):
    monkeypatch.setattr(uploads, "PIECE", 100)
    browser = signed_in(TIMETABLE_EDITOR)
    hand_in(browser, content := zipped())
    parts = FeedUploadPart.objects.order_by("number").values_list("body", flat=True)
    assert b"".join(map(bytes, parts)) == content
    assert {len(part) for part in parts[: len(parts) - 1]} == {100}
    monkeypatch.setattr(uploads, "MOST_BYTES", 150)
    assert "larger than" in hand_in(browser, zipped(), name="Larger").content.decode()
    assert FeedUpload.objects.count() == 1


def test_only_those_who_make_editions_hand_in_feeds():
    assert signed_in(DESK_CLERK).get(ADD).status_code == 403
    assert signed_in(ACCOUNTANT).get("/admin/timetables/feedupload/").status_code == 403
    assert signed_in(DESK_CLERK).get("/admin/timetables/feedupload/").status_code == 200


def test_an_edition_comes_out_as_a_feed_again():
    browser = signed_in(TIMETABLE_EDITOR)
    hand_in(browser, zipped())
    read_uploads(now=timezone.now())
    answer = browser.get(f"/admin/timetables/feedupload/edition/{Timetable.objects.get().pk}.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert b"pl:A,Alfa" in archive.read("stops.txt")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_feed_as_for_three(count, django_assert_num_queries):
    browser = signed_in(TIMETABLE_EDITOR)
    for number in range(count):
        hand_in(browser, zipped(), name=f"Draft {number}", prefix=f"p{number}")
    read_uploads(now=timezone.now())
    with django_assert_num_queries(12):
        assert browser.get("/admin/timetables/feedupload/").status_code == 200
