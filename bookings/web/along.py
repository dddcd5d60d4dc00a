"""Bicycle, pets and heavy baggage of a passenger on the page: chosen by number, with price and places left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bookings.models import AncillaryKind
from bookings.offers import AncillaryOffer, PartyRefused
from bookings.offers.wording import problem_text
from bookings.web.passenger_form import PassengerForm
from bookings.web.problems import FieldProblem
from railway.lib.template_words import language
from railway.lib.wording import write_money


@dataclass(frozen=True)
class AlongChoice:
    """So many of a kind, in words."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class AlongField:
    """One kind as the page asks for it; without choices `hint` says why none can be taken."""

    id: str
    label: str
    hint: str
    error: str
    choices: Sequence[AlongChoice]


@dataclass(frozen=True)
class Along:
    """What one passenger takes along: open where something is chosen or refused."""

    fields: Sequence[AlongField]
    is_open: bool


def along_of(
    form: PassengerForm, offers: Iterable[AncillaryOffer], errors: Mapping[str, str]
) -> Along | None:
    """This function makes a passenger's fields; None where nothing has a price on this way."""
    fields = [_field(form, offer, errors) for offer in offers if offer.most or form.values[offer.kind] != "0"]
    if not fields:
        return None
    chosen = any(form.values[kind] not in {"", "0"} for kind in AncillaryKind.values)
    return Along(fields, chosen or any(field.error for field in fields))


def along_problems(refusal: PartyRefused | Exception) -> list[FieldProblem]:
    """This function points what is refused of things to be taken along at their fields."""
    problems = refusal.problems if isinstance(refusal, PartyRefused) else []
    return [
        FieldProblem(f"{kind}-{number}", problem_text(problem), capfirst(str(AncillaryKind(kind).label)))
        for problem in problems
        if "/ancillaries/" in problem.pointer
        for _passengers, number, _field_name, kind in [problem.pointer.split("/")]
    ]


def _field(form: PassengerForm, offer: AncillaryOffer, errors: Mapping[str, str]) -> AlongField:
    field_id, now = form.id_of(offer.kind), form.values[offer.kind]
    most = max(min(offer.most, offer.left), int(now) if now.isdecimal() else 0)
    return AlongField(
        field_id,
        capfirst(str(AncillaryKind(offer.kind).label)),
        _hint(offer),
        errors.get(field_id, ""),
        [AlongChoice(str(count), _count_words(count, offer), str(count) == now) for count in range(most + 1)]
        if most
        else [],
    )


def _count_words(count: int, offer: AncillaryOffer) -> str:
    if not count:
        return pgettext("baggage", "none")
    price = write_money(offer.price.amount * count, offer.price.currency, language())
    return f"{count}, {price if offer.price else _('free of charge')}"


def _hint(offer: AncillaryOffer) -> str:
    if not offer.most:
        return _("not sold on this way")
    if not offer.left:
        return _("no place left on this train")
    words = ngettext("%(count)s place left", "%(count)s places left", offer.left)
    return words % {"count": offer.left}
