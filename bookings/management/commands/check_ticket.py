"""Checks a ticket's code without the database: `manage.py check_ticket FILE-OR-TEXT [--keys FILE]`."""

import base64
import binascii
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import BaseCommand, CommandError

from bookings.tickets.code import BadSignature, TicketCodeError, TicketFacts, UnknownKey, read_payload
from bookings.tickets.keys import public_keys, read_public_keys


class Command(BaseCommand):
    """Prints what a ticket's code says, or why it proves nothing."""

    help = "Checks the code of a ticket with the operator's public keys alone."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="a file with the code's bytes, or the bytes as Base64 text")
        parser.add_argument("--keys", type=Path, help="a JSON file with the public keys, from ticket_keys")

    def handle(self, *args: Any, code: str, keys: Path | None, **options: Any) -> None:
        """This function prints the facts as lines. Raises CommandError, exit code 1, with the reason."""
        try:
            facts = read_payload(_read_code(code), _read_keys(keys))
        except UnknownKey as error:
            raise CommandError(f"signed by a key that is not known here: {error}") from error
        except BadSignature as error:
            raise CommandError("the signature doesn't match: changed, or not ours") from error
        except TicketCodeError as error:
            raise CommandError(f"not a ticket's code: {error}") from error
        self.stdout.write("\n".join(_lines(facts)))


def _read_code(code: str) -> bytes:
    if len(code) < 200 and Path(code).is_file():
        return Path(code).read_bytes()
    try:
        padded = code.strip() + "=" * (-len(code.strip()) % 4)
        return base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
    except (ValueError, binascii.Error):
        raise CommandError("no such file, and not Base64 text") from None


def _read_keys(path: Path | None) -> dict[str, Ed25519PublicKey]:
    if path is None:
        return public_keys()
    try:
        return read_public_keys(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise CommandError(f"the keys can't be read from {path}: {error}") from error


def _lines(facts: TicketFacts) -> list[str]:
    lines = [
        f"ticket      {facts.number}",
        *_what_for(facts),
        f"passenger   {facts.passenger}, document ends in {facts.document_tail or 'nothing known'}",
        f"issued      {facts.issued_at.isoformat()}",
    ]
    lines += [
        f"then        from {each.stop}: coach {each.coach}, seat {each.seat}" for each in facts.later_seats
    ]
    if facts.benefit_percent:
        code = facts.benefit_code or "not named, ask for the paper"
        lines.append(f"benefit     {facts.benefit_percent} % by the law of {facts.benefit_country}: {code}")
    if facts.along:
        lines.append("along       " + ", ".join(f"{count} {kind}" for kind, count in facts.along.items()))
    if facts.proof_seen:
        lines.append("proof       seen before, counts on this day: only the identity document is asked for")
    elif facts.benefit_percent:
        lines.append("proof       to be shown")
    if facts.demonstration:
        lines.append("note        demonstration data")
    return lines


def _what_for(facts: TicketFacts) -> list[str]:
    way = f"{facts.origin} - {facts.destination}"
    if facts.season:
        trips = str(facts.season.trips or "no limit")
        days = f"{facts.service_date.isoformat()} to {facts.season.last_day.isoformat()}, {facts.season.days}"
        return [
            f"season      {facts.train}, trips: {trips}",
            f"days        {days}",
            f"between     {way}, both ways",
        ]
    seat = f"coach {facts.coach}, seat {facts.seat}" if facts.seat else "no seat number"
    train = f"{facts.train}, {facts.service_date.isoformat()}"
    return [f"train       {train}", f"from, to    {way}", f"seat        {seat}"]
