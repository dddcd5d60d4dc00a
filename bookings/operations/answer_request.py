"""A request about personal data goes its way: proved, decided, carried out, answered."""

from datetime import datetime

from django.db import transaction

from bookings.models import PrivacyRequest
from bookings.operations.ask_for_data import tell
from bookings.operations.erase_person import ErasurePlan, erase_person
from bookings.proofs import key_in_use, search_hash
from railway.accounts.models import User

Kind, State, Proof = PrivacyRequest.Kind, PrivacyRequest.State, PrivacyRequest.Proof


class AlreadyAnswered(Exception):
    """The request is done or refused; nothing is done twice."""


class NowhereToSend(Exception):
    """A clerk grants a copy, and has no address of the person's to send it to."""


def carry_out(*, request: PrivacyRequest, now: datetime) -> ErasurePlan | None:
    """Answer a request whose link was opened and confirmed: a copy is ready at once, an erasure done as far as it can.

    What must be kept for now is erased later by `finish_requests`. This function returns what an erasure did, None for
    a copy. Raises AlreadyAnswered.
    """
    locked = _prove(request, Proof.LINK, None, now)
    return _do(locked, now)


def decide_request(
    *, request: PrivacyRequest, by: User, grant: bool, answer: str, now: datetime, to: str = ""
) -> ErasurePlan | None:
    """Let a clerk who has checked who asks grant a request, or refuse it with a reason. Raises AlreadyAnswered.

    The answer goes to the address `to`, which the person gave the clerk. A copy goes nowhere else: whoever can't read
    the order's address would have it read by others. This function returns what an erasure did, None for a copy or a
    refusal. Raises NowhereToSend.
    """
    if grant and request.kind == Kind.EXPORT and not to:
        raise NowhereToSend
    if grant:
        return _do(_prove(request, Proof.CLERK, by, now, answer), now, to)
    with transaction.atomic():
        locked = _lock(request)
        locked.state, locked.decided_by, locked.answer, locked.done_at = State.REFUSED, by, answer[:500], now
        locked.save()
        tell(locked, step="refused", key="", now=now, to=to)
    return None


def finish_requests(*, now: datetime) -> int:
    """This function carries on with erasures that something stood in the way of, and returns how many are done now."""
    waiting = PrivacyRequest.objects.filter(state=State.OPEN, kind=Kind.ERASURE).select_related("booking")
    return sum(not _erase(request, now).kept for request in waiting.order_by("pk"))


@transaction.atomic
def _prove(
    request: PrivacyRequest, proof: PrivacyRequest.Proof, by: User | None, now: datetime, answer: str = ""
) -> PrivacyRequest:
    locked = _lock(request)
    locked.state, locked.proof, locked.proven_at = State.OPEN, proof, locked.proven_at or now
    locked.decided_by, locked.answer = by, answer[:500]
    locked.save()
    return locked


def _lock(request: PrivacyRequest) -> PrivacyRequest:
    locked = (
        PrivacyRequest.objects.select_for_update(of=("self",)).select_related("booking").get(pk=request.pk)
    )
    if locked.state in {State.DONE, State.REFUSED}:
        raise AlreadyAnswered
    return locked


def _do(request: PrivacyRequest, now: datetime, to: str = "") -> ErasurePlan | None:
    if request.kind == Kind.ERASURE:
        return _erase(request, now, to)
    with transaction.atomic():
        request.state, request.done_at = State.DONE, now
        request.save(update_fields=["state", "done_at"])
        if request.proof == Proof.CLERK:
            tell(request, step="copy", key="", now=now, to=to)
    return None


def _erase(request: PrivacyRequest, now: datetime, to: str = "") -> ErasurePlan:
    first = not request.counts
    plan = erase_person(request=request, now=now)
    with transaction.atomic():
        if plan.kept:
            if first:
                tell(request, step="kept", key="", now=now, to=to)
            return plan
        tell(request, step="done", key="", now=now, to=to)
        request.state, request.done_at = State.DONE, now
        if request.email:
            request.hash_key, request.email_hash = key_in_use(), search_hash(request.email)
        request.email = ""
        request.words = ""
        request.save()
    return plan
