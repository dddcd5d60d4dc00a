"""Pages that explain: help and rules, benefits, accessibility, personal data, status of the service."""

from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.models import ConsentText, ExchangeRule, RefundRule, Tariff
from bookings.offers.benefit_terms import benefit_terms
from bookings.operations.ask_for_data import TERMS
from bookings.privacy import rules_in_force
from bookings.queries import offered_benefits
from railway.lib.template_words import language
from timetables.models import FeedInfo, Timetable

# Kept of the staff, or by programs alone: no passenger asks about them.
STAFFS_OWN = frozenset({"staff_log", "sign_ins", "link_requests", "answers"})


BY_COUNTRY = ("country", "-valid_from", "-minutes_before_departure")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """This function shows the rules of buying, prices, refunds, border and luggage, each with how sure it is."""
    today = timezone.localdate()
    context = {
        "tariffs": _in_force(Tariff.objects.filter(is_draft=False), today).order_by("country"),
        "refund_rules": _in_force(RefundRule.objects, today)
        .filter(seat_mode="numbered")
        .order_by(*BY_COUNTRY),
        "exchange_rules": _in_force(ExchangeRule.objects, today)
        .filter(seat_mode="numbered")
        .order_by(*BY_COUNTRY),
        "feed_note": _feed_note(),
        "hold_minutes": settings.HOLD_SECONDS // 60,
        "horizon": settings.SALES_HORIZON_DAYS,
        "party_limit": settings.PARTY_LIMIT,
        "close_minutes": settings.SALES_CLOSE_MINUTES,
    }
    return render(request, "bookings/help.html", context)


@require_safe
def benefits(request: HttpRequest) -> HttpResponse:
    """This function lists the benefits offered, by the law that gives them."""
    today = timezone.localdate()
    offered = sorted(offered_benefits(), key=lambda row: (row.country, -row.discount_percent, row.name_ru))
    laws = [
        (country, [(row, benefit_terms(row, language(), today)) for row in rows])
        for country, rows in groupby(offered, key=attrgetter("country"))
    ]
    return render(request, "bookings/benefits.html", {"laws": laws})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """This function says what the trains and these pages offer to people with disabilities."""
    return render(request, "bookings/accessibility.html")


@require_safe
def personal_data(request: HttpRequest) -> HttpResponse:
    """This function says what is kept about a passenger, why, for how long, who reads it, and what consent is asked."""
    today = timezone.localdate()
    context = {
        "rules": [rule for rule in rules_in_force(today) if rule.code not in STAFFS_OWN],
        "texts": ConsentText.on(today, purpose=ConsentText.Purpose.SPECIAL).values(),
        "terms": TERMS,
    }
    return render(request, "bookings/personal_data.html", context)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """This function says how old the timetable is and whether the service sells."""
    published = Timetable.objects.filter(state=Timetable.State.PUBLISHED).order_by("valid_from")
    context = {"editions": published, "feed_note": _feed_note(), "now": timezone.now()}
    return render(request, "bookings/status.html", context)


def _feed_note() -> str:
    feed = FeedInfo.objects.first()
    return str(getattr(feed, f"note_{language()}", "") or feed.note_ru) if feed else ""


def _in_force(rows, day):  # type: ignore[no-untyped-def]  # works for any of the dated tables
    return rows.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)
