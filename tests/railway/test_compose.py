"""Production as docker-compose.yml puts it together, checked without Docker."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from railway.deploy import make_env, probe
from railway.local.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
READERS = {"text", "flag", "integer", "words", "pairs"}
OF_COMPOSE_ITSELF = {"SITE_HOST", "POSTGRES_PASSWORD"}


def names_read_by_settings() -> set[str]:
    tree = ast.parse((ROOT / "railway" / "settings.py").read_text())
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return {ast.literal_eval(call.args[0]) for call in calls if call.func.attr in READERS and call.args}


def names_in_example() -> set[str]:
    return set(re.findall(r"(?m)^#?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text()))


def filled_example() -> dict[str, str]:
    text = make_env.fill((ROOT / ".env.example").read_text(), "rail.test")
    return dict(re.findall(r"(?m)^([A-Z][A-Z_]+)=(.*)$", text))


def interpolated(value: str, given: dict[str, str]) -> str:
    return re.sub(
        r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda match: given.get(match[1]) or match[2] or "", str(value)
    )


def environment_of(service: str, given: dict[str, str], folder: Path) -> dict[str, str]:
    """The environment that the container would have, its secrets as files below `folder`."""
    values = {name: interpolated(value, given) for name, value in SERVICES[service]["environment"].items()}
    for secret in SERVICES[service]["secrets"]:
        (folder / secret).write_text(given[COMPOSE["secrets"][secret]["environment"]])
    return {name: value.replace("/run/secrets", str(folder)) for name, value in values.items()}


def test_the_example_names_every_variable_that_the_settings_read_and_no_other() -> None:
    assert names_in_example() == names_read_by_settings() | OF_COMPOSE_ITSELF


@pytest.mark.parametrize("service", OURS)
def test_a_service_is_given_only_variables_that_the_settings_read(service: str) -> None:
    given = {name.removesuffix("_FILE") for name in SERVICES[service]["environment"]}
    assert given <= names_read_by_settings()


@pytest.mark.parametrize("service", OURS)
def test_the_settings_accept_what_a_service_is_given_and_find_it_safe(service: str, tmp_path: Path) -> None:
    environment = environment_of(service, filled_example(), tmp_path) | {"PATH": os.environ["PATH"]}
    environment.setdefault("DATA", str(tmp_path))
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(check, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "DATABASE_URL", "DOCUMENT_KEYS", "PROOF_HASH_KEYS", "TICKET_SIGNING_KEYS"]
)
def test_a_missing_secret_stops_the_start_by_its_name(name: str, tmp_path: Path) -> None:
    environment = environment_of("web", filled_example(), tmp_path) | {
        "PATH": os.environ["PATH"],
        "DATA": str(tmp_path),
    }
    del environment[f"{name}_FILE"]
    check = [sys.executable, "manage.py", "check"]
    done = subprocess.run(check, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


def test_no_secret_stands_in_the_file_itself() -> None:
    assert all(set(secret) == {"environment"} for secret in COMPOSE["secrets"].values())


def test_every_container_that_stays_has_a_health_check_and_returns_after_a_crash() -> None:
    for name, service in SERVICES.items():
        if name != "migrate":
            assert "healthcheck" in service, name
            assert service["restart"] == "unless-stopped", name


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["db"]["networks"] == SERVICES["broker"]["networks"] == ["inside"]


def test_nothing_starts_before_the_tables_are_up_to_date() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_image_copies_what_exists() -> None:
    dockerfile = (ROOT / SERVICES["web"]["build"]["dockerfile"]).read_text()
    sources = re.findall(r"(?m)^COPY (?!--from)(\S+)", dockerfile)
    assert "requirements.txt" in sources
    assert all((ROOT / source).exists() for source in sources)


def test_each_service_has_its_probe() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "python", "-m", "railway.deploy.probe", name]
        assert callable(getattr(probe, name))


def test_the_probe_of_a_web_server_that_does_not_answer_is_unhealthy() -> None:
    assert probe.web(free_port()) is False


def test_the_probe_of_beat_follows_the_age_of_its_schedule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA", str(tmp_path))
    assert probe.beat() is False
    schedule = tmp_path / "beat-schedule"
    schedule.touch()
    assert probe.beat() is True
    long_ago = schedule.stat().st_mtime - probe.BEAT_SILENCE_S - 1
    os.utime(schedule, (long_ago, long_ago))
    assert probe.beat() is False


def compose_is_installed() -> bool:
    docker = shutil.which("docker")
    if not docker:
        return False
    return subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0


if compose_is_installed():  # where Docker's own reader is at hand, it has the last word

    def test_docker_compose_reads_the_file() -> None:
        command = [str(shutil.which("docker")), "compose", "config", "--quiet"]
        environment = os.environ | filled_example()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
