"""Prints `.env.example` with fresh secrets filled in: `python3 railway/deploy/make_env.py rail.example.org > .env`.

It needs nothing but Python itself, so that it runs on a server that has only Docker.
"""

import base64
import re
import secrets
import sys
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
KEY_BYTES = 32


def main() -> int:
    """This function prints the file for the host name given on the command line."""
    if len(sys.argv) != 2:
        print("Give the host name of the site: make_env.py rail.example.org", file=sys.stderr)
        return 2
    print(fill(EXAMPLE.read_text(encoding="utf-8"), sys.argv[1]), end="")
    return 0


def fill(example: str, host: str) -> str:
    """This function puts the host's name and new random secrets into the example's empty lines."""
    password = secrets.token_urlsafe(24)
    values = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DOCUMENT_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode(),
        "PROOF_HASH_KEYS": f"k1:{secrets.token_urlsafe(KEY_BYTES)}",
        "TICKET_SIGNING_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}",
        "POSTGRES_PASSWORD": password,
        "DATABASE_URL": f"postgresql://railway:{password}@db:5432/railway",
        "SANDBOX_BANK_SECRET": secrets.token_urlsafe(24),
    }
    for name, value in values.items():
        example = re.sub(rf"(?m)^{name}=$", f"{name}={value}", example)
    return example.replace("rail.example.org", host)


if __name__ == "__main__":
    sys.exit(main())
