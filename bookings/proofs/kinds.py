"""Which document proves a benefit, and how its number is written down."""

from collections.abc import Sequence
from functools import lru_cache

from bookings.fares.documents import tidy_number
from bookings.fares.proofs import ProofKind, kinds_for, read_proof_kinds
from bookings.models import Benefit


@lru_cache(maxsize=1)
def proof_kinds() -> dict[str, ProofKind]:
    """This function gives the kinds of proofs by their codes."""
    return {each.kind: each for each in read_proof_kinds()}


def kinds_of(benefit: Benefit | None) -> Sequence[ProofKind]:
    """This function lists the kinds that prove a benefit, the usual one first; none where no proof is asked for."""
    return kinds_for(proof_kinds().values(), benefit.code) if benefit and needs_proof(benefit) else []


def needs_proof(benefit: Benefit) -> bool:
    """This function tells whether a benefit is proved by a document of its own.

    A child's age stands in the document they travel by; a companion travels on the proof of the one accompanied.
    """
    by_age = benefit.automatic or benefit.proof_check == Benefit.ProofCheck.AGE
    return not by_age and not benefit.only_with


def tidy(kind: str, number: str) -> str:
    """This function writes a proof's number as its kind is written: capitals, no needless spaces."""
    known = proof_kinds().get(kind)
    return tidy_number(known.document, number) if known else " ".join(number.upper().split())


def kind_name(kind: str, language: str) -> str:
    """This function names a kind in a language, an unknown one by its code."""
    known = proof_kinds().get(kind)
    return known.document.names.in_language(language) if known else kind
