"""Asking registries so that they can delay nobody: all questions at once, one deadline, and a pause after a failure."""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass

from django.conf import settings

from bookings.proofs.registry import ProofQuestion, ProofRegistry, RegistryAnswer

log = logging.getLogger(__name__)

AT_ONCE = 4
PAUSE_SECONDS = 30

_threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="registry")
_silent_until: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a question; None: no answer in time, or none that could be understood."""

    answer: RegistryAnswer | None
    took_ms: int


def ask_registry(registry: ProofRegistry, questions: Sequence[ProofQuestion]) -> list[Told]:
    """Ask a registry about several people at once, PROOF_CHECK_MS long at most for all of them together.

    This function never raises what a registry does. After a failure the registry isn't asked for PAUSE_SECONDS by this
    process: people who buy meanwhile wait for nothing and show their document.
    """
    if _silent_until.get(registry.name, 0.0) > time.monotonic():
        return [Told(None, 0) for _question in questions]
    begun = time.monotonic()
    limit = settings.PROOF_CHECK_MS
    asked = [_threads.submit(registry.ask, question, timeout_ms=limit) for question in questions]
    told = [_wait(registry, future, begun, limit) for future in asked]
    if any(each.answer is None for each in told):
        _silent_until[registry.name] = time.monotonic() + PAUSE_SECONDS
    return told


def forget_failures() -> None:
    """This function lets every registry be asked again at once."""
    _silent_until.clear()


def _wait(registry: ProofRegistry, future: Future[RegistryAnswer], begun: float, limit_ms: int) -> Told:
    left = max(0.0, limit_ms / 1000 - (time.monotonic() - begun))
    try:
        return Told(future.result(timeout=left), _passed(begun))
    except Late:
        future.cancel()
        log.warning("registry %s did not answer within %s ms", registry.name, limit_ms)
    except Exception as error:  # noqa: BLE001 - whatever a registry does, a sale goes on
        # Only the kind of error: its text may repeat what was asked.
        log.warning("registry %s failed: %s", registry.name, type(error).__name__)
    return Told(None, _passed(begun))


def _passed(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)
