"""Compiles the message catalogues (.po to .mo) without needing gettext on the machine."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("railway", "timetables", "bookings")


def catalogues(root: Path = ROOT) -> Iterator[Path]:
    """This function yields every .po file of the project's own packages, in a fixed order."""
    for package in PACKAGES:
        yield from sorted((root / package).glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_stale(root: Path = ROOT) -> list[Path]:
    """This function compiles each catalogue whose .mo is missing or older, and returns those it compiled.

    A .mo appears whole or not at all, so several processes may compile at once.
    """
    stale = [po for po in catalogues(root) if _is_stale(po)]
    for po in stale:
        _compile(po)
    return stale


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po: Path) -> None:
    draft = po.with_suffix(f".{os.getpid()}.mo")
    polib.pofile(str(po)).save_as_mofile(str(draft))
    os.replace(draft, po.with_suffix(".mo"))


if __name__ == "__main__":
    for compiled in compile_stale():
        print(f"compiled {compiled.relative_to(ROOT)}", file=sys.stderr)
