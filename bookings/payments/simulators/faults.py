"""What can go wrong between a shop and its bank, to be ordered in advance."""

from collections import deque
from enum import StrEnum


class Fault(StrEnum):
    """What becomes of one request of the shop."""

    NONE = "none"
    BROKEN = "broken"  # nothing is done, and the answer is 500
    BROKEN_AFTER = "broken_after"  # it is done, but the answer is 500
    LOST = "lost"  # it is done, but the connection ends before an answer
    SLOW = "slow"  # it is done, but the answer takes longer than the shop waits


class Faults:
    """A row of faults: each request of the shop takes the next one, after them all goes well."""

    def __init__(self) -> None:
        self.ordered: deque[Fault] = deque()

    def order(self, *faults: Fault) -> None:
        """This method puts faults at the end of the row."""
        self.ordered.extend(faults)

    def next(self) -> Fault:
        """This method takes the first one."""
        return self.ordered.popleft() if self.ordered else Fault.NONE
