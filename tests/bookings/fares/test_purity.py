import subprocess
import sys

WHAT_FARES_MAY_NOT_SEE = """
import importlib, pkgutil, sys
import bookings.fares
for module in pkgutil.iter_modules(bookings.fares.__path__):
    importlib.import_module(f"bookings.fares.{module.name}")
print(sorted({"django", "railway", "timetables", "psycopg", "bookings.models"} & set(sys.modules)))
"""


def test_fares_import_neither_django_nor_the_project():
    run = subprocess.run(
        [sys.executable, "-c", WHAT_FARES_MAY_NOT_SEE], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
