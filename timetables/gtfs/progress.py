"""How far an import has come, told to whoever wants to know."""

from collections.abc import Callable

Teller = Callable[[str, float], None]
STORING = "storing"


def tell_nobody(stage: str, share: float) -> None:
    """This function is for imports that nobody watches."""


class Progress:
    """Tells the stage (a file's name, or "storing") and the share of the whole, from 0 to 1, which never falls."""

    def __init__(self, tell: Teller = tell_nobody) -> None:
        self._tell = tell
        self._weights: dict[str, int] = {}
        self._done: dict[str, int] = {}
        self._last: dict[str, int] = {}
        self._share = 0.0

    def expect(self, weights: dict[str, int]) -> None:
        """This function names the bytes that are to be read of each file, all readings of it together."""
        self._weights = weights

    def reading(self, file: str, position: int) -> None:
        """This function tells that a file is read up to a byte; one that starts anew is read another time."""
        last = self._last.get(file, 0)
        self._done[file] = self._done.get(file, 0) + max(position - last, 0)
        self._last[file] = position
        self._say(file)

    def storing(self) -> None:
        """This function tells that everything is read and being put in its place."""
        self._tell(STORING, self._share)

    def _say(self, stage: str) -> None:
        whole = sum(self._weights.values())
        read = sum(min(done, self._weights.get(file, 0)) for file, done in self._done.items())
        self._share = max(self._share, read / whole if whole else 0.0)
        self._tell(stage, self._share)
