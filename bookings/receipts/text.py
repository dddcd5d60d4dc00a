"""An order's prices and their reasons as plain text, for a terminal, a letter or a file."""

from typing import Any

from bookings.receipts.build import Receipt
from bookings.receipts.page_words import receipt_words

WIDTH = 96
INDENT = "    "


def receipt_text(receipt: Receipt, *, language: str) -> str:
    """This function writes the receipt's words line by line in a language, which must be active."""
    words = receipt_words(receipt, language)
    head = [words["title"], words["journey"], words["when"], ""]
    people = [
        line
        for number, each in enumerate(words["passengers"], start=1)
        for line in _passenger(number, each, words)
    ]
    account = [_pair(row["text"], row["amount"]) for row in words["account"]]
    money = [_pair(f"{row['when']}  {row['text']}", row["amount"]) for row in words["money"]]
    lines = [*head, *people, words["account_title"], *account]
    if money:
        lines += ["", words["money_title"], *money]
    return "\n".join(line.replace("\u00a0", " ").rstrip() for line in lines) + "\n"


def _passenger(number: int, each: dict[str, Any], words: dict[str, Any]) -> list[str]:
    lines = [f"{number}. {each['name']}: {each['head']}"]
    for line in each["lines"]:
        sums = f"{line['amount']} {words['currency_head']} / {line['other']} {words['other_head']}"
        lines.append(_pair(f"{INDENT}{line['text']}", sums if line["amount"] else ""))
        lines += [f"{INDENT}{INDENT}{more}" for more in (line["hint"], line["legal"]) if more]
    return [*lines, *(f"{INDENT}> {sentence}" for sentence in each["reason"]), ""]


def _pair(left: str, right: str) -> str:
    return f"{left}{' ' * max(2, WIDTH - len(left) - len(right))}{right}" if right else left
