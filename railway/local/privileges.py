"""PostgreSQL refuses to run as root: how its programs run when this process is root."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from railway.local.trouble import Trouble

USER_NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True)
class Runner:
    """The way to run PostgreSQL's programs: a command to put in front, or a user to become (None: as we are)."""

    prefix: tuple[str, ...] = field(default=())
    user: int | None = None

    def give(self, path: Path) -> None:
        """This method gives a file or folder to the user that the programs run as, and lets it pass to there."""
        if self.user is None or path.stat().st_uid == self.user:
            return
        os.chown(path, self.user, -1)
        mode = stat.S_IMODE(path.parent.stat().st_mode)
        path.parent.chmod(mode | stat.S_IXOTH)  # to pass through, not to look around in


def runner_for(data: Path) -> Runner:
    """This function picks the way for one data folder: as its owner, else in a user namespace, else as `nobody`.

    In the namespace files stay root's own. Raises Trouble when the folder belongs to another user than this one.
    """
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else me
    if me != 0:
        if owner != me:
            raise Trouble(
                f"{data} belongs to {user_name(owner)}: run as that user, or give another folder with DATA=…"
            )
        return Runner()
    if owner != 0:
        return Runner(user=owner)
    if _namespaces_work():
        return Runner(prefix=USER_NAMESPACE)
    return Runner(user=_nobody())


@cache
def _namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    trial = subprocess.run(
        [*USER_NAMESPACE, "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return trial.returncode == 0


def _nobody() -> int:
    try:
        return pwd.getpwnam("nobody").pw_uid
    except KeyError:
        raise Trouble(
            "PostgreSQL can't run as root here: run as an ordinary user, or set DATABASE_URL"
        ) from None


def user_name(user: int) -> str:
    """This function returns a user's name, or words with the id of one who has no name here."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
