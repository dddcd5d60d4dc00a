"""What is worth a word about a feed but no refusal: rows left out and why."""

from dataclasses import dataclass, field

from timetables.gtfs.row import FeedProblem

LINES_NAMED = 5
MOST_REMARKS = 200


@dataclass(slots=True)
class Remark:
    """The same thing said of one or many lines of a file; the first few lines are named."""

    file: str
    column: str
    message: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, self.column) if part)
        where = ", ".join(map(str, self.lines)) + (", …" if self.count > len(self.lines) else "")
        times = f" ({self.count} times, lines {where})" if self.count > 1 else f" (line {where})"
        return f"{place}: {self.message}{times if self.lines else ''}"


class Remarks:
    """Remarks by what they say, so that a hundred thousand alike take the room of one."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Remark] = {}
        self.untold = 0

    def add(self, problem: FeedProblem) -> None:
        """This function notes one, and only counts those of new kinds past a sane number of kinds."""
        key = (problem.file, problem.column, problem.message)
        remark = self._found.get(key)
        if remark is None:
            if len(self._found) >= MOST_REMARKS:
                self.untold += 1
                return
            remark = self._found[key] = Remark(*key)
        remark.count += 1
        if problem.line and len(remark.lines) < LINES_NAMED:
            remark.lines.append(problem.line)

    def listed(self) -> list[Remark]:
        """This function lists them by file."""
        return sorted(self._found.values(), key=lambda one: (one.file, one.lines[:1], one.column))
