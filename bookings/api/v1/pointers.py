"""Where a reason points: from the words of the operations (passenger 1) to RFC 6901 (the first of a list, 0)."""

from typing import Any

from bookings.offers.wording import Glossary, problem_text
from bookings.queries import Problem

RENAMED = {
    "document_type": "document/type",
    "document_number": "document/number",
    "proof_kind": "proof/kind",
    "proof_number": "proof/number",
}


def shown_problem(problem: Problem, names: Glossary | None = None) -> dict[str, Any]:
    """This function writes a reason as an item of `pointers`, in the active language."""
    words = problem_text(problem, glossary=names)
    return {"pointer": as_pointer(problem.pointer), "code": problem.code, "detail": words}


def as_pointer(path: str) -> str:
    """This function turns "passengers/1/document_type" into "/passengers/0/document/type"."""
    place, *rest = path.split("/")
    if place == "passengers" and rest:
        number, *fields = rest
        rest = [str(int(number) - 1), *(RENAMED.get(field, field) for field in fields)]
    return "/".join(["", place, *rest])
