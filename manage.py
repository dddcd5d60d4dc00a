#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    """This function runs one management command under the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "railway.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the setting above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
