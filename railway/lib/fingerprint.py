"""Short fingerprints: of a request's body, the same for the same meaning, and of texts that are not to be kept."""

import hashlib
import json
from typing import Any


def of_json(value: Any) -> str:
    """This function returns the SHA-256 of the value's canonical JSON, in hex."""
    return of_text(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str))


def of_text(text: str) -> str:
    """This function returns the SHA-256 of a text in UTF-8, in hex."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
