"""Both simulated banks on one port: `python -m bookings.payments.simulators PORT SITE_URL KEY_FILE`."""

import logging
import sys
import threading
import time
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bookings.payments.simulators.bepaid import SimulatedBePaid
from bookings.payments.simulators.server import Notice, Server
from bookings.payments.simulators.yookassa import SimulatedYooKassa

log = logging.getLogger("banks")

SHOP = "simulated"  # and its secret; railway.local.banks gives the service the same
PAUSES_SECONDS = (0, 2, 10, 30)
SLOW_SECONDS = 15


def main() -> None:
    """This function serves until it is ended."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    port, site, key_file = sys.argv[1:]
    key = load_pem_private_key(Path(key_file).read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise SystemExit(f"{key_file} holds no RSA key")
    yookassa = SimulatedYooKassa(shop=SHOP, secret=SHOP)
    bepaid = SimulatedBePaid(shop=SHOP, secret=SHOP, key=key)
    server = Server(yookassa, bepaid, port=int(port), slow_seconds=SLOW_SECONDS)
    for bank in (yookassa, bepaid):
        bank.address = f"{server.address}/{bank.name}"
        address = f"{site}/payments/callback/{bank.name}"
        bank.post = lambda notice, address=address: _send(notice, address)  # type: ignore[misc]
    log.info("listening at %s", server.address)
    server.serve_forever()


def _send(notice: Notice, address: str) -> None:
    threading.Thread(target=_deliver, args=(notice, notice.address or address), daemon=True).start()


def _deliver(notice: Notice, address: str) -> None:
    """Until the shop takes it, as banks do."""
    for pause in PAUSES_SECONDS:
        time.sleep(pause)
        try:
            status = requests.post(address, notice.body, headers=dict(notice.headers), timeout=10).status_code
        except requests.RequestException as error:
            log.info("%s: %s", address, type(error).__name__)
            continue
        log.info("%s: %s", address, status)
        if status == 200:
            return


if __name__ == "__main__":
    main()
