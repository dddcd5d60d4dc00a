"""`BANKS=1 make run`: simulators of the real banks beside the service, and the settings that lead to them."""

from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from railway.local.ports import LOOPBACK, free_port
from railway.local.service import module
from railway.local.supervise import Child

SHOP = "simulated"  # the shop and the secret that the simulators know


def settings_of_banks(data: Path) -> dict[str, str]:
    """This function chooses a port, makes bePaid's pair of keys in the state folder, and names the shop's settings."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private, public = _keys(data)
    private.parent.mkdir(exist_ok=True)
    private.touch(mode=0o600)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    address = f"http://{LOOPBACK}:{free_port()}"
    return {
        "BANKS_ADDRESS": address,
        "BEPAID_SHOP_ID": SHOP,
        "BEPAID_SECRET_KEY": SHOP,
        "BEPAID_PUBLIC_KEY_FILE": str(public),
        "BEPAID_CHECKOUT": f"{address}/bepaid",
        "BEPAID_GATEWAY": f"{address}/bepaid",
        "YOOKASSA_SHOP_ID": SHOP,
        "YOOKASSA_SECRET_KEY": SHOP,
        "YOOKASSA_API": f"{address}/yookassa/v3",
        "YOOKASSA_CALLERS": LOOPBACK,
    }


def banks(data: Path, *, env: Mapping[str, str], logs: Path) -> Child:
    """This function describes the process of both simulators, by the settings that `settings_of_banks` made."""
    private, _public = _keys(data)
    port = env["BANKS_ADDRESS"].rpartition(":")[2]
    command = ["bookings.payments.simulators", port, env["SITE_URL"], str(private)]
    return module("banks", command, env, logs)


def _keys(data: Path) -> tuple[Path, Path]:
    return data / "banks" / "bepaid.pem", data / "banks" / "bepaid.pub"
