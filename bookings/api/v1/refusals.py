"""Every refusal of the sales, as the API says it: status, code, words, pointers. The only such place."""

from railway.lib.problems import Refusal


def refusal_for(error: Exception) -> Refusal | None:
    """This function answers what an operation raised; None for what is no refusal of ours."""
    return None
