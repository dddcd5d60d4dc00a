"""Documents that an older key sealed are sealed again with the newest one, a few at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Model, QuerySet

from bookings.documents import key_names, reseal, sealed_with
from bookings.models import Passenger, SavedPassenger, SeasonTicket

AT_ONCE = 200
SEALED: tuple[type[Model], ...] = (Passenger, SeasonTicket, SavedPassenger)
FIELD = "document_number_encrypted"


@dataclass
class Rotation:
    """What came of a run: numbers sealed anew, and for each key how many hang on it afterwards; "" none can open."""

    resealed: int = 0
    hanging: Counter[str] = field(default_factory=Counter)


def rotate_document_keys(*, limit: int | None = None) -> Rotation:
    """Seal again what the first of DOCUMENT_KEYS did not seal, `limit` numbers at most.

    This function commits AT_ONCE rows at a time, each sealed under either key and never neither, so that it may be
    killed and started again, also twice at once. What no key opens is left as it is and counted under "".
    """
    done = Rotation()
    newest = key_names()[0]
    for model in SEALED:
        last = 0
        while limit is None or done.resealed < limit:
            left = AT_ONCE if limit is None else min(AT_ONCE, limit - done.resealed)
            last, count = _some(model, newest, last, left)
            done.resealed += count
            if last == 0:
                break
    done.hanging = count_by_key()
    return done


def count_by_key() -> "Counter[str]":
    """This function counts the sealed numbers by the key that opens them, first the newest; "" is none of them."""
    hanging = Counter(dict.fromkeys(key_names(), 0))
    for model in SEALED:
        hanging.update(sealed_with(sealed) for sealed in _sealed(model))
    return hanging


def _sealed(model: Any) -> Iterator[bytes]:
    rows = model.objects.exclude(**{FIELD: None}).order_by("pk")
    return iter(rows.values_list(FIELD, flat=True).iterator(chunk_size=2000))


@transaction.atomic
def _some(model: Any, newest: str, last: int, limit: int) -> tuple[int, int]:
    """This function looks at some rows after `last`, and returns the last one looked at, 0 at the end, and how many."""
    rows: QuerySet[Any] = model.objects.filter(pk__gt=last).exclude(**{FIELD: None}).order_by("pk")
    chosen = list(rows.select_for_update(of=("self",), skip_locked=True)[:limit])
    count = 0
    for row in chosen:
        sealed = bytes(getattr(row, FIELD))
        if sealed_with(sealed) == newest:
            continue
        try:
            anew = reseal(sealed)
        except InvalidToken:
            continue
        setattr(row, FIELD, anew)
        row.save(update_fields=[FIELD])
        count += 1
    return (chosen[-1].pk if chosen else 0), count
