"""The state folder of one local installation: who uses it, its secret, its addresses, its logins."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

from railway.local.privileges import user_name
from railway.local.trouble import Trouble

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """This function returns the state folder (DATA, else `.data` in the project), made if need be.

    Raises Trouble when it can't be made or written, or belongs to another user.
    """
    folder = Path(os.environ.get("DATA") or ROOT / ".data").expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _refuse_foreign(folder)
        (folder / "logs").mkdir(exist_ok=True)
    except OSError as error:
        raise Trouble(f"the state folder can't be made ({error}): give another with DATA=…") from error
    if not os.access(folder / "logs", os.W_OK):
        raise Trouble(f"{folder} can't be written by this user: give another folder with DATA=…")
    return folder


@contextlib.contextmanager
def only_user(folder: Path) -> Iterator[None]:
    """This function holds the folder's lock while its block runs. Raises Trouble when another process holds it.

    The kernel gives the lock up with its process, so a killed run leaves none behind.
    """
    with _open_private(folder / "run.lock") as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(descriptor, 20, 0).decode() or "unknown"
            raise Trouble(
                f"{folder} is in use by a run with process id {holder}: stop that one, or give another DATA=…"
            ) from None
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield


@contextlib.contextmanager
def published(folder: Path, values: Mapping[str, str]) -> Iterator[None]:
    """This function keeps `local.env` while its block runs, so that a `manage.py` used by hand finds the servers."""
    path = folder / "local.env"
    _write_private(path, "".join(f"{name}={value}\n" for name, value in values.items()))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def secret_key(folder: Path) -> str:
    """This function returns the folder's SECRET_KEY, made at the first call and readable by its owner alone."""
    path = folder / "secret_key"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8").strip()


def vapid_key(folder: Path) -> str:
    """This function returns the folder's private key of Web Push (P-256, 32 bytes in URL-safe Base64), kept so too."""
    path = folder / "vapid_key"
    if not path.exists():
        # Any number below the order of the curve is a key, and all but one in four thousand million of these are.
        _write_private(path, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("="))
    return path.read_text(encoding="utf-8").strip()


def logins(folder: Path) -> dict[str, str]:
    """This function returns user names and passwords that the seed command has made (empty before it ran)."""
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((folder / "logins.json").read_text(encoding="utf-8"))
        return {str(name): str(password) for name, password in found.items()}
    return {}


def _refuse_foreign(folder: Path) -> None:
    """Even root keeps out: files of two users in one folder would lock its owner out of the next run."""
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise Trouble(
            f"{folder} belongs to {user_name(owner)}: run as that user, or give another folder with DATA=…"
        )


@contextlib.contextmanager
def _open_private(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write_private(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with _open_private(draft) as descriptor:
        os.truncate(descriptor, 0)
        os.write(descriptor, text.encode())
    os.replace(draft, path)
