"""The documents that prove a benefit, besides the identity document: which kinds there are and for which benefits.

Numbers are tidied and softly checked as those of identity documents are: what looks wrong is a warning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from bookings.fares.documents import DocumentType
from bookings.fares.table_row import rows_of
from bookings.fares.tables import DATA, document_type_of

PROOF_KINDS_FILE = DATA / "proof_kinds.csv"


@dataclass(frozen=True, slots=True)
class ProofKind:
    """A kind of proof; `benefits` are codes of the benefits it proves, "RU_NSU_*" for all that begin so."""

    document: DocumentType
    benefits: tuple[str, ...]

    @property
    def kind(self) -> str:
        """This property is its code."""
        return self.document.type

    def proves(self, benefit_code: str) -> bool:
        """This function tells whether the kind proves a benefit."""
        return any(fnmatchcase(benefit_code, pattern) for pattern in self.benefits)


def read_proof_kinds(path: Path = PROOF_KINDS_FILE) -> list[ProofKind]:
    """The kinds of proofs, the special ones before those that prove anything. This function raises TableError."""
    return [ProofKind(document_type_of(row), tuple(row.text("benefits").split())) for row in rows_of(path)]


def kinds_for(kinds: Iterable[ProofKind], benefit_code: str) -> list[ProofKind]:
    """This function lists the kinds that prove a benefit, in the order of the table."""
    return [each for each in kinds if each.proves(benefit_code)]
