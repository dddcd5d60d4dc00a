"""Proofs of benefits without hoarding: a document is known again by a keyed hash, its number is not kept.

Layers above use these names; the registries' port and its simulator stand in modules of their own.
"""

from bookings.proofs.ask import ask_registry
from bookings.proofs.hashing import (
    key_in_use,
    number_hashes,
    search_hash,
)
from bookings.proofs.kinds import kind_name, kinds_of, needs_proof, proof_kinds, tidy
from bookings.proofs.seen import person_hashes, season_proof, seen_proofs

__all__ = [
    "ask_registry",
    "key_in_use",
    "kind_name",
    "kinds_of",
    "needs_proof",
    "number_hashes",
    "person_hashes",
    "proof_kinds",
    "search_hash",
    "season_proof",
    "seen_proofs",
    "tidy",
]
