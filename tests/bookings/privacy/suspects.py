"""Which fields of the tables look as if they told something about a person."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db.models import (
    BinaryField,
    EmailField,
    Field,
    ForeignKey,
    GenericIPAddressField,
    JSONField,
    Model,
)

# Parts of names that people's data go by.
NAMES = re.compile(
    r"(^|_)(given|family|patronymic|holder|person|party|email|phone|address|ip|birth|document|passport|proof|last4|"
    r"hash|hashes|payload|payer|contact|comment|words|answer|made_by|seen_by|by|user|username|first_name|last_name|"
    r"account|device|user_agent|searched|initial|pan|card|who)(_|$)"
)
KINDS = (EmailField, GenericIPAddressField, BinaryField, JSONField)
# Django's own tables of rights, and copies that simple_history keeps of rules.
LEFT_OUT = re.compile(r"^(contenttypes|sessions|auth)\.|\.Historical")


def suspects() -> Iterator[tuple[str, str]]:
    """Every field that looks personal, as ("bookings.Passenger", "family_name")."""
    for model in apps.get_models(include_auto_created=False):
        label = model._meta.label
        if not LEFT_OUT.search(label):
            yield from ((label, each.name) for each in _fields(model) if looks_personal(each))


def _fields(model: type[Model]) -> list[Field]:
    return list(model._meta.concrete_fields)


def looks_personal(field: Field) -> bool:
    """By its kind, by its name, or as it points to a user."""
    to_user = isinstance(field, ForeignKey) and field.related_model._meta.label == "accounts.User"
    return isinstance(field, KINDS) or to_user or bool(NAMES.search(field.name))
