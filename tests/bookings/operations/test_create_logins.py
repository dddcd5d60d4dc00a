"""Staff logins of a local installation."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings

from bookings.operations.create_logins import create_logins
from railway.accounts.models import User
from railway.accounts.roles import ensure_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def logins_file(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    ensure_roles()
    return tmp_path / "data" / "logins.json"


def test_each_role_gets_a_login_whose_password_only_its_owner_can_read(logins_file: Path) -> None:
    made = create_logins()
    words = json.loads(logins_file.read_text())
    assert set(made) == set(words) == {"operator", "inspector", "clerk", "accountant", "auditor"}
    assert logins_file.stat().st_mode & 0o777 == 0o600
    for name, word in words.items():
        user = User.objects.get(username=name)
        assert user.check_password(word)
        assert (user.is_staff, user.is_superuser) == (True, False)


def test_the_operator_may_edit_timetables_and_the_inspector_may_not(logins_file: Path) -> None:
    create_logins()
    assert User.objects.get(username="operator").has_perm("timetables.change_stoptime")
    assert not User.objects.get(username="inspector").has_perm("timetables.change_stoptime")


def test_a_second_run_changes_no_password_and_no_role(logins_file: Path) -> None:
    create_logins()
    User.objects.get(username="clerk").groups.clear()
    before = logins_file.read_text()
    assert create_logins() == []
    assert logins_file.read_text() == before
    assert not User.objects.get(username="clerk").groups.exists()


def test_a_lost_file_brings_new_passwords(logins_file: Path) -> None:
    create_logins()
    logins_file.unlink()
    assert len(create_logins()) == 5
    words = json.loads(logins_file.read_text())
    assert User.objects.get(username="operator").check_password(words["operator"])
