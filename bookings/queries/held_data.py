"""All that is held about a person, by the registry of personal fields: for a copy, readable and for machines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, JSONField, Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bookings.documents import decrypt, document_types
from bookings.privacy import TABLES, PersonalTable
from bookings.queries.whose_data import Scope
from railway.lib.template_words import language

MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d$")
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


def held_about(*, email: str, scope: Scope, with_numbers: bool = False) -> list[HeldTable]:
    """List what is held about an address and the orders of a scope, table by table; empty ones are left out.

    Letters and places in a queue come by the address where they belong to no order, else with their order.

    Sealed document numbers are told whole only `with_numbers`, to somebody whose identity was checked. Labels and
    values are in the active language, instants by the clock of Minsk and Moscow, for machines in UTC. This function
    makes one query a table.
    """
    found = (_held(label, table, email, scope, with_numbers) for label, table in TABLES.items())
    return [each for each in found if each.rows]


def as_json(tables: Sequence[HeldTable]) -> dict[str, list[dict[str, Any]]]:
    """This function gives the same for machines: rows by the table's name, values by the field's."""
    return {each.table: [{field.name: field.value for field in row} for row in each.rows] for each in tables}


def _held(label: str, table: PersonalTable, email: str, scope: Scope, with_numbers: bool) -> HeldTable:
    model = apps.get_model(label)
    found = Q()
    if table.of_booking:
        found |= Q(**{f"{table.of_booking}__in": [each.pk for each in scope.bookings]})
    if table.of_season:
        found |= Q(**{f"{table.of_season}__in": [each.pk for each in scope.seasons]})
    if table.of_email and email:
        found |= Q(**{f"{table.of_email}__iexact": email}) & _of_no_order(table)
    if not found:
        return HeldTable(label, "", ())
    fields = list(_shown_fields(model, table, with_numbers))
    rows = _query(model, fields).filter(found).distinct().order_by("pk")[:ROWS_SHOWN]
    title = capfirst(str(model._meta.verbose_name_plural))
    return HeldTable(label, title, [[_field(row, each) for each in fields] for row in rows])


def _of_no_order(table: PersonalTable) -> Q:
    return Q(**{f"{table.of_booking}__isnull": True}) if table.of_booking else Q()


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
    if field.name == "document_type" and value in (kinds := document_types()):
        return kinds[value].names.in_language(language())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return _moment(value)
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
    return (
        _moment(datetime.fromisoformat(value))
        if isinstance(value, str) and MOMENT.match(value)
        else str(value)
    )


def _moment(value: datetime) -> str:
    """Minsk and Moscow have one clock."""
    return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
