"""All that is held about a person, by the registry of personal fields: for a copy, readable and for machines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, JSONField, Model, Q, QuerySet
from django.utils.text import capfirst

from bookings.documents import decrypt
from bookings.models import Booking, SeasonTicket
from bookings.privacy import TABLES, PersonalTable

SEALED = "document_number_encrypted"
ROWS_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class HeldField:
    """One field of a row: its name for machines, its label and its value in the reader's words."""

    name: str
    label: str
    value: Any
    shown: str


@dataclass(frozen=True, slots=True)
class HeldTable:
    """One kind of rows held about a person."""

    table: str
    title: str
    rows: Sequence[Sequence[HeldField]]


def bookings_of(*, email: str, booking: Booking) -> QuerySet[Booking]:
    """This function finds the orders of an address, and the one that was asked from."""
    mine = Q(pk=booking.pk) | (Q(email__iexact=email) if email else Q(pk=booking.pk))
    return Booking.objects.filter(mine, erased_at=None).order_by("departs_at", "pk")


def seasons_of(*, email: str) -> QuerySet[SeasonTicket]:
    """This function finds the season tickets of an address."""
    found = SeasonTicket.objects.filter(email__iexact=email) if email else SeasonTicket.objects.none()
    return found.order_by("valid_from", "pk")


def held_about(*, email: str, bookings: Collection[int], with_numbers: bool = False) -> list[HeldTable]:
    """List what is held about an address and its bookings, table by table; empty ones are left out.

    Sealed document numbers are told whole only `with_numbers`, to somebody whose identity was checked. Labels and
    values are in the active language, instants in UTC. This function makes one query a table.
    """
    found = (_held(label, table, email, bookings, with_numbers) for label, table in TABLES.items())
    return [each for each in found if each.rows]


def as_json(tables: Sequence[HeldTable]) -> dict[str, list[dict[str, Any]]]:
    """This function gives the same for machines: rows by the table's name, values by the field's."""
    return {each.table: [{field.name: field.value for field in row} for row in each.rows] for each in tables}


def _held(
    label: str, table: PersonalTable, email: str, bookings: Collection[int], with_numbers: bool
) -> HeldTable:
    model = apps.get_model(label)
    found = Q()
    if table.of_booking:
        found |= Q(**{f"{table.of_booking}__in": list(bookings)})
    if table.of_season and email:
        found |= Q(**{f"{table.of_season}__email__iexact": email})
    if table.of_email and email:
        found |= Q(**{f"{table.of_email}__iexact": email})
    if not found:
        return HeldTable(label, "", ())
    fields = list(_shown_fields(model, table, with_numbers))
    rows = _query(model, fields).filter(found).distinct().order_by("pk")[:ROWS_SHOWN]
    title = capfirst(str(model._meta.verbose_name_plural))
    return HeldTable(label, title, [[_field(row, each) for each in fields] for row in rows])


def _query(model: type[Model], fields: Sequence[Any]) -> QuerySet[Any]:
    related = [each.name for each in fields if isinstance(each, ForeignKey)]
    rows: QuerySet[Any] = model._default_manager.all()
    return rows.select_related(*related) if related else rows


def _shown_fields(model: type[Model], table: PersonalTable, with_numbers: bool) -> Iterator[Any]:
    for name in dict.fromkeys([*table.also, *table.fields]):
        if name not in table.hidden or (name == SEALED and with_numbers):
            yield model._meta.get_field(name)


def _field(row: Model, field: Field[Any, Any]) -> HeldField:
    value = getattr(row, field.attname)
    if field.name == SEALED:
        value = decrypt(value) if value else ""
    if isinstance(field, ForeignKey):
        value = str(getattr(row, field.name) or "")
    shown = _words(row, field, value)
    plain = value.isoformat() if isinstance(value, date | datetime) else value
    plain = plain if isinstance(plain, str | int | float | bool | list | dict | type(None)) else str(plain)
    return HeldField(field.name, capfirst(str(field.verbose_name)), plain, shown)


def _words(row: Model, field: Field[Any, Any], value: Any) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M} UTC"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(field, JSONField):
        return _spread(value)
    return str(value) if value not in (None, "") else ""


def _spread(value: Any) -> str:
    """This function writes what stands in a JSON field as plain words."""
    if isinstance(value, dict):
        return "; ".join(
            f"{key}: {_spread(each)}" for key, each in value.items() if each not in (None, "", {}, [])
        )
    if isinstance(value, list):
        return " / ".join(_spread(each) for each in value)
    return str(value)
