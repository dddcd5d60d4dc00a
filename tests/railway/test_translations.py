"""Message catalogues: compiled without gettext, and every kind of gap in them found."""

import gettext
import os
from pathlib import Path

import polib
import pytest

from railway.local.collect_messages import PLURALS, fill
from railway.local.messages import compile_stale
from railway.local.translations import contradictions, entry_fault, package_faults


def entry(text: str = "Seat", translation: str = "Место", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=text, msgstr=translation, **more)


def catalogue(path: Path, *entries: polib.POEntry) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = polib.POFile()
    written.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": PLURALS}
    written.extend(entries)
    written.save(str(path))
    return path


def plural(*forms: str) -> polib.POEntry:
    return polib.POEntry(msgid="%(n)s seat", msgid_plural="%(n)s seats", msgstr_plural=dict(enumerate(forms)))


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (entry(), ""),
        (entry(translation=""), "not translated"),
        (entry(flags=["fuzzy"]), "fuzzy"),
        (entry(obsolete=True), "no longer used"),
        (entry("Seat %(seat)s", "Место"), "placeholders differ"),
        (entry("Seat %(seat)s", "Место %(place)s"), "placeholders differ"),
        (entry("Seat {seat}", "Место {seat}"), ""),
        (plural("%(n)s место", "%(n)s места", "%(n)s мест"), ""),
        (plural("%(n)s место", "", "%(n)s мест"), "not translated"),
        (plural("%(n)s место", "%(n)s места"), "not translated"),
        (plural("%(n)s место", "%(n)s места", "мест"), "placeholders differ"),
    ],
)
def test_each_gap_is_named(given: polib.POEntry, fault: str) -> None:
    assert entry_fault(given) == fault


def test_a_language_without_a_catalogue_is_a_fault(tmp_path: Path) -> None:
    catalogue(tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.po", entry())
    assert list(package_faults(tmp_path)) == [f"{tmp_path.name} be: there is no catalogue"]


def test_a_text_that_two_packages_translate_differently_is_named(tmp_path: Path) -> None:
    seats, places = tmp_path / "seats", tmp_path / "places"
    for language in ("ru", "be"):
        catalogue(seats / "locale" / language / "LC_MESSAGES" / "django.po", entry(), entry("Both", "Оба"))
        second = "Сиденье" if language == "ru" else "Место"
        catalogue(
            places / "locale" / language / "LC_MESSAGES" / "django.po",
            entry("Seat", second),
            entry("Both", "Оба"),
        )
    assert list(contradictions([seats, places])) == ["ru: 'Seat' is 'Место' and 'Сиденье'"]


def test_a_compiled_catalogue_translates_with_the_project_s_plural_rule(tmp_path: Path) -> None:
    po = tmp_path / "railway" / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    catalogue(
        po, entry(), plural("%(n)s место", "%(n)s места", "%(n)s мест"), entry("Gap", "Дыра", flags=["fuzzy"])
    )
    assert compile_stale(tmp_path) == [po]
    with po.with_suffix(".mo").open("rb") as compiled:
        messages = gettext.GNUTranslations(compiled)
    assert messages.gettext("Seat") == "Место"
    assert messages.gettext("Gap") == "Gap"
    forms = [
        messages.ngettext("%(n)s seat", "%(n)s seats", number) % {"n": number} for number in (1, 3, 11, 22)
    ]
    assert forms == ["1 место", "3 места", "11 мест", "22 места"]


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    po = catalogue(tmp_path / "bookings" / "locale" / "be" / "LC_MESSAGES" / "django.po", entry())
    compile_stale(tmp_path)
    assert compile_stale(tmp_path) == []
    later = po.stat().st_mtime + 10
    os.utime(po, (later, later))
    assert compile_stale(tmp_path) == [po]


def test_gaps_are_filled_from_other_catalogues_and_nothing_is_overwritten(tmp_path: Path) -> None:
    source = catalogue(tmp_path / "part.ru.po", entry("Seat", "Кресло"), entry("Coach", "Вагон"))
    target = catalogue(tmp_path / "django.po", entry("Seat", "Место"), entry("Coach", ""), entry("Row", ""))
    fill(polib.pofile(str(target)), [source])
    assert {line.msgid: line.msgstr for line in polib.pofile(str(target))} == {
        "Seat": "Место",
        "Coach": "Вагон",
        "Row": "",
    }
