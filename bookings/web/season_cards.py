"""Kinds of season tickets as the page of those on sale shows them, each with its price explained."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from bookings.models import SeasonDays
from bookings.offers.season import SeasonOffer
from bookings.offers.wording import (
    Glossary,
    ShownLine,
    ShownReason,
    fare_lines,
    fare_reason,
    load_glossary,
    problem_text,
)
from bookings.web.addresses import with_query
from bookings.web.season_form import SeasonForm
from railway.lib.template_words import language


@dataclass(frozen=True)
class SeasonCard:
    """One kind of ticket on the page: its price explained, or why it isn't for this passenger."""

    offer: SeasonOffer
    name: str
    days: str
    lines: Sequence[ShownLine]
    reason: ShownReason | None
    refused: str
    url: str
    is_chosen: bool

    @property
    def is_reduced(self) -> bool:
        """This property tells that a benefit makes it cheaper."""
        return self.reason is not None and self.reason.is_granted

    @property
    def full_price_words(self) -> str:
        """This property says why the benefit asked for takes nothing off; nothing where it does, or none was asked."""
        return "" if self.reason is None or self.is_reduced else self.reason.text


def season_cards(
    form: SeasonForm, offers: Sequence[SeasonOffer], chosen: SeasonOffer | None
) -> list[SeasonCard]:
    """This function explains each kind: what a benefit makes cheaper first, what isn't for this passenger last."""
    fares = [offer.price.to_json() for offer in offers if offer.price]
    names = load_glossary(fares) if fares else None
    cards = [_card(form, offer, names, offer is chosen) for offer in offers]
    return sorted(cards, key=lambda card: (card.offer.price is None, not card.is_reduced))


def shared_reasons(cards: Sequence[SeasonCard]) -> list[str]:
    """This function lists what several kinds say of the benefit: it is said once, above them."""
    said = Counter(card.full_price_words for card in cards if card.full_price_words)
    return [words for words, times in said.items() if times > 1]


def _card(form: SeasonForm, offer: SeasonOffer, names: Glossary | None, is_chosen: bool) -> SeasonCard:
    fare = offer.price.to_json() if offer.price else None
    return SeasonCard(
        offer=offer,
        name=offer.name_in(language()),
        days=str(SeasonDays(offer.shape.days).label),
        lines=fare_lines(fare, glossary=names) if fare else (),
        reason=fare_reason(fare, glossary=names) if fare else None,
        refused=" ".join(problem_text(problem) for problem in offer.refused),
        url=with_query(reverse("bookings:season"), form.query(kind=offer.code)) + "#holder",
        is_chosen=is_chosen,
    )
