"""What people type and paste, made fit to be kept: no control characters, no more than fits."""

import unicodedata
from collections.abc import Mapping


def typed(posted: Mapping[str, str], name: str, *, limit: int, default: str = "") -> str:
    """This function reads a field of a form without control characters and the spaces around, cut to its limit."""
    text = posted.get(name, default)
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cc").strip()[:limit]
