"""The one exception that a person at the terminal sees as one clear line."""

import sys
from collections.abc import Callable


class Trouble(Exception):
    """Something that the person at the terminal can mend; its text says what and how."""


def one_line(main: Callable[[], int]) -> int:
    """This function runs `main` and turns Trouble into one line on stderr and exit status 1."""
    try:
        return main()
    except Trouble as trouble:
        print(f"Not started: {trouble}", file=sys.stderr)
        return 1
