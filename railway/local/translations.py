"""Are the texts of pages, mails and admin complete in every language? Part of `make check`."""

import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import polib

from railway.local.collect_messages import LANGUAGES, collect
from railway.local.messages import PACKAGES
from railway.local.state import ROOT
from railway.local.trouble import one_line

PLURAL_FORMS = 3  # of Russian and of Belarusian
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")


def main() -> int:
    """This function prints every fault of the catalogues and returns 1 when there is one."""
    if shutil.which("xgettext"):
        faults = list(_faults_after_collecting())
    else:
        print("gettext is not installed (apt install gettext), so new texts in the code were not looked for")
        faults = [fault for package in PACKAGES for fault in package_faults(ROOT / package)]
    faults += contradictions([ROOT / package for package in PACKAGES])
    print(
        "\n".join(faults)
        if faults
        else f"complete: {', '.join(LANGUAGES)}, and en, the language of the source"
    )
    return 1 if faults else 0


def package_faults(package: Path) -> Iterator[str]:
    """This function yields one line for each fuzzy, missing, unused or malformed translation of a package."""
    for language in LANGUAGES:
        po = package / "locale" / language / "LC_MESSAGES" / "django.po"
        if not po.exists():
            yield f"{package.name} {language}: there is no catalogue"
            continue
        for entry in polib.pofile(str(po)):
            if fault := entry_fault(entry):
                yield f"{package.name} {language}: {fault}: {entry.msgid!r}"


def contradictions(packages: Sequence[Path]) -> Iterator[str]:
    """This function yields a line for each text that two packages translate differently: one is never shown."""
    for language in LANGUAGES:
        said: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        for package in packages:
            for entry in polib.pofile(str(package / "locale" / language / "LC_MESSAGES" / "django.po")):
                said[entry.msgctxt, entry.msgid].add(entry.msgstr or " | ".join(entry.msgstr_plural.values()))
        for (_context, text), ways in said.items():
            if len(ways) > 1:
                yield f"{language}: {text!r} is {' and '.join(map(repr, sorted(ways)))}"


def entry_fault(entry: polib.POEntry) -> str:
    """This function names what is wrong with one translation, or returns an empty text."""
    if entry.obsolete:
        return "no longer used"
    if entry.fuzzy:
        return "fuzzy"
    if not entry.translated() or (entry.msgid_plural and not _all_forms(entry)):
        return "not translated"
    if _placeholders(entry.msgid_plural or entry.msgid) != _placeholders(_last_form(entry)):
        return "placeholders differ"
    return ""


def _faults_after_collecting() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="railway-messages-") as folder:
        for name in PACKAGES:
            copy = Path(folder) / name
            shutil.copytree(
                ROOT / name, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "data", "*.mo")
            )
            if collect(copy):
                yield from package_faults(copy)


def _all_forms(entry: polib.POEntry) -> bool:
    return len(entry.msgstr_plural) == PLURAL_FORMS and all(entry.msgstr_plural.values())


def _last_form(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural[max(entry.msgstr_plural)]) if entry.msgid_plural else str(entry.msgstr)


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(one_line(main))
