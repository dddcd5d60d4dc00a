"""A short fingerprint of a request's body, the same for the same meaning."""

import hashlib
import json
from typing import Any


def of_json(value: Any) -> str:
    """This function returns the SHA-256 of the value's canonical JSON, in hex."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
