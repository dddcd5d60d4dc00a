"""Prints why an order costs what it does: `manage.py explain_order K7M-4TQ9 --language ru`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from bookings.access import plain_reference
from bookings.models import Booking
from bookings.queries import booking_page
from bookings.receipts import receipt_of, receipt_text


class Command(BaseCommand):
    """Prints the receipt of an order as text, of a held one too: every line of every price, its act and its reason."""

    help = "Prints the explained prices of an order, with its payments and refunds, as text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", nargs="+")
        parser.add_argument("--language", choices=["ru", "be", "en"], default="ru")

    def handle(self, *args: Any, reference: list[str], language: str, **options: Any) -> None:
        """This function prints the text of each order named. Raises CommandError for one that there isn't."""
        for each in reference:
            booking = Booking.objects.filter(reference=plain_reference(each)).first()
            if booking is None:
                raise CommandError(f"no order {each}")
            with override(language):
                view = booking_page(booking, now=timezone.now())
                self.stdout.write(receipt_text(receipt_of(view, language=language), language=language))
