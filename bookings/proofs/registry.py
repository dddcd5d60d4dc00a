"""The port to a registry that knows who has a right to a benefit, such as a social fund's or a ministry's.

A registry is a class named in PROOF_REGISTRIES by the law whose benefits it knows. Without one nothing is asked.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class RegistryDown(Exception):
    """The registry did not answer, or answered what can't be understood."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ProofQuestion:
    """What a registry is asked: whether this person has this benefit on this day. It is never kept nor logged."""

    benefit_code: str
    proof_kind: str
    number: str
    family_name: str
    given_name: str
    birth_date: date
    travel_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryAnswer:
    """What it says: True, False, or None where it can't tell. `until` is the last day it vouches for.

    `reference` is the registry's own number of the answer, for a dispute; no number of a document.
    """

    has_right: bool | None
    until: date | None = None
    reference: str = ""


class ProofRegistry(Protocol):
    """One registry."""

    name: str

    def ask(self, question: ProofQuestion, *, timeout_ms: int) -> RegistryAnswer:
        """This method asks, and gives up by itself after `timeout_ms`. Raises RegistryDown."""
        ...


def registry_of(law: str) -> ProofRegistry | None:
    """This function gives the registry of a law (BY, RU); None where none is configured."""
    path = settings.PROOF_REGISTRIES.get(law)
    return _load(path) if path else None


@lru_cache
def _load(path: str) -> ProofRegistry:
    registry: ProofRegistry = import_string(path)()
    return registry
