"""Who travels: the choice of categories on the search form, and the party written out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from bookings import queries
from bookings.fares import PartyTooLarge, PassengerFacts, UnknownPassengerKind, parse_party
from bookings.models import Benefit

ADULT = "adult"


@dataclass(frozen=True)
class Category:
    """One kind of passenger: its code in addresses, its name, the share taken off."""

    code: str
    name: str
    percent: int = 0


@dataclass(frozen=True)
class CategoryGroup:
    """The categories of one country's law."""

    title: str
    categories: Sequence[Category]


def offered_benefits() -> list[Benefit]:
    """This function reads the benefits that may be chosen: children and pensioners first, then by name."""
    return sorted(
        queries.offered_benefits(), key=lambda row: (row.country, row.sensitive, not row.automatic, row.code)
    )


def category_groups(benefits: Iterable[Benefit]) -> list[CategoryGroup]:
    """This function gives the categories by law, in the reader's language."""
    titles = {"BY": _("Law of Belarus"), "RU": _("Law of Russia")}
    rows = list(benefits)
    return [
        CategoryGroup(
            title,
            [Category(b.code.lower(), b.name, b.discount_percent) for b in rows if b.country == country],
        )
        for country, title in titles.items()
    ]


def read_party(text: str, benefits: Iterable[Benefit]) -> tuple[PassengerFacts, ...] | None:
    """This function reads the `p` of an address, or returns None where it names nobody we know or too many."""
    try:
        return parse_party(text, {benefit.code for benefit in benefits})
    except (UnknownPassengerKind, PartyTooLarge):
        return None


def party_words(party: Sequence[PassengerFacts], benefits: Iterable[Benefit]) -> str:
    """This function writes a party out: "adult, age pensioners (Belarus)"; several alike are counted."""
    names = {benefit.code: _with_law(benefit) for benefit in benefits}
    kinds = Counter(names.get(one.claimed_benefit or "", _("adult")) for one in party)
    return ", ".join(name if number == 1 else f"{number} × {name}" for name, number in kinds.items())


def party_sizes() -> range:
    """This function gives the sizes a party may have."""
    return range(1, settings.PARTY_LIMIT + 1)


def _category(benefit: Benefit) -> Category:
    return Category(benefit.code.lower(), benefit.name, benefit.discount_percent)


def _with_law(benefit: Benefit) -> str:
    name = benefit.name[:1].lower() + benefit.name[1:]
    law = {"BY": _("Belarus"), "RU": _("Russia")}[benefit.country]
    return _("%(category)s (%(law)s)") % {"category": name, "law": law}
