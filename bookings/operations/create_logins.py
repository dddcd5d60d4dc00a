"""Staff logins of a local installation."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

from railway.accounts import roles
from railway.accounts.demonstration import make_demonstration

# The operator may do everything the admin offers; who sees only a part of it is seen under the other logins.
LOGINS: Mapping[str, tuple[str, ...]] = {
    "operator": (roles.TIMETABLE_EDITOR, roles.DESK_CLERK, roles.INSPECTOR, roles.ACCOUNTANT),
    "inspector": (roles.INSPECTOR,),
    "clerk": (roles.DESK_CLERK,),
    "accountant": (roles.ACCOUNTANT,),
    "auditor": (roles.AUDITOR,),
}


def create_logins() -> list[str]:
    """Make a login for each role; their passwords are written to DATA_DIR/logins.json, readable by its owner only.

    This function returns the names it made. A login that exists keeps its password, roles and everything else;
    one whose password the file doesn't know (the file was lost) is given a new one. Each has a second step whose code
    the page shows on this machine; outside LOCAL this function raises NotLocal.
    """
    path = Path(settings.DATA_DIR) / "logins.json"
    known = _read(path)
    with transaction.atomic():
        made = {name: _create(name, groups) for name, groups in LOGINS.items() if _is_missing(name, known)}
        if made:
            _write(path, known | made)
        for user in get_user_model().objects.filter(username__in=LOGINS):
            make_demonstration(user)
    return list(made)


def _is_missing(name: str, known: Mapping[str, str]) -> bool:
    return name not in known or not get_user_model().objects.filter(username=name).exists()


def _create(name: str, groups: tuple[str, ...]) -> str:
    password = secrets.token_urlsafe(12)
    user, made = get_user_model().objects.get_or_create(username=name, defaults={"is_staff": True})
    user.set_password(password)
    user.save()
    if made:
        user.groups.set(Group.objects.filter(name__in=groups))
    return password


def _read(path: Path) -> dict[str, str]:
    try:
        return {str(name): str(word) for name, word in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError):
        return {}


def _write(path: Path, logins: Mapping[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(dict(logins), file, indent=1)
    os.replace(draft, path)
