"""`make messages`: collects the texts to translate from code and templates into each package's catalogues.

With files named `*.ru.po` or `*.be.po` on the command line, what is not translated yet is filled in from them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib

from railway.local.messages import PACKAGES
from railway.local.state import ROOT
from railway.local.trouble import Trouble, one_line

LANGUAGES = ("ru", "be")  # the source texts are the English ones
PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
)


def main() -> int:
    """This function collects for every package, fills in from the given files, and says what is left to translate."""
    if not shutil.which("xgettext"):
        raise Trouble("gettext is needed to collect texts: apt install gettext")
    for name in PACKAGES:
        if not collect(ROOT / name):
            continue
        for language in LANGUAGES:
            catalogue = polib.pofile(str(_catalogue(ROOT / name, language)))
            fill(catalogue, [Path(given) for given in sys.argv[1:] if given.endswith(f".{language}.po")])
            print(
                f"{name} {language}: {len(catalogue.untranslated_entries())} of {len(catalogue)} to translate"
            )
    return 0


def collect(package: Path) -> bool:
    """This function brings the catalogues of a package folder up to date and tells whether it has any texts.

    Raises Trouble when a source file can't be read by gettext.
    """
    for language in LANGUAGES:
        _catalogue(package, language).parent.mkdir(parents=True, exist_ok=True)
    languages = [word for language in LANGUAGES for word in ("-l", language)]
    command = [
        sys.executable,
        "-m",
        "django",
        "makemessages",
        *languages,
        "--add-location",
        "file",
        "--no-wrap",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(f"the texts of {package.name} can't be collected: {done.stderr.strip()}")
    for language in LANGUAGES:
        _put_in_order(_catalogue(package, language))
    return _catalogue(package, LANGUAGES[0]).exists()


def _catalogue(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def _put_in_order(path: Path) -> None:
    """Same header every time (no dates, which only make merges harder), and the project's own plural rule."""
    if not path.exists():
        return
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.metadata = {
        "Language": path.parent.parent.name,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    catalogue.metadata_is_fuzzy = False
    catalogue.header = ""
    catalogue.save()


def fill(catalogue: polib.POFile, sources: list[Path]) -> None:
    """This function translates what has no translation yet from other catalogues, and saves the catalogue."""
    known = {(entry.msgctxt, entry.msgid): entry for path in sources for entry in polib.pofile(str(path))}
    for entry in catalogue:
        found = known.get((entry.msgctxt, entry.msgid))
        if found is None or found.obsolete or (entry.translated() and not entry.fuzzy):
            continue
        entry.msgstr, entry.msgstr_plural = found.msgstr, found.msgstr_plural
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    catalogue.save()


if __name__ == "__main__":
    sys.exit(one_line(main))
