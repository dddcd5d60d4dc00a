"""What is wrong with a form, as values that the summary and the field both show."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldProblem:
    """Words about one field. `field` is the id of the input, `label` its name for the summary."""

    field: str
    text: str
    label: str = ""


def by_field(problems: Iterable[FieldProblem]) -> dict[str, str]:
    """This function gives the words by the id of the field, for the place beside it."""
    return {problem.field: problem.text for problem in problems}
