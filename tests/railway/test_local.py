"""The embedded servers: they start, stop, and come back after every way of dying."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from railway.local import processes, state
from railway.local.environment import main as make_environment
from railway.local.ports import LOOPBACK, free_port, is_free, web_port
from railway.local.postgres import Postgres, packaged_major
from railway.local.servers import servers
from railway.local.supervise import Child, Watched
from railway.local.trouble import Trouble
from railway.local.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    server = Postgres(tmp_path / "a folder with spaces", fast=True)
    yield server
    server.stop()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    server = Valkey(tmp_path / "a folder with spaces")
    yield server
    server.stop()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def ask(server: Postgres, query: str) -> object:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


def keep_a_row(server: Postgres) -> None:
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'still here' AS word")


def run_module(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class TestPostgres:
    def test_is_the_packaged_version_in_utc_with_unicode_texts(self, postgres: Postgres) -> None:
        postgres.start()
        assert str(ask(postgres, "SHOW server_version")).startswith(packaged_major())
        assert ask(postgres, "SHOW timezone") == "UTC"
        assert ask(postgres, "SELECT upper('ў')") == "Ў"

    def test_asks_for_the_password(self, postgres: Postgres) -> None:
        postgres.start()
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://railway@{LOOPBACK}:{postgres.port}/railway")

    def test_keeps_its_data_over_a_stop(self, postgres: Postgres) -> None:
        postgres.start()
        keep_a_row(postgres)
        postgres.stop()
        postgres.start()
        assert ask(postgres, "SELECT word FROM kept") == "still here"

    def test_keeps_its_data_and_port_when_its_main_process_is_killed(self, postgres: Postgres) -> None:
        postgres.fast = False  # what is committed must be on the disk
        postgres.start()
        port = postgres.port
        keep_a_row(postgres)
        postgres.kill()
        postgres.start()
        assert ask(postgres, "SELECT word FROM kept") == "still here"
        assert postgres.port == port

    def test_takes_over_from_a_server_that_a_killed_run_left_behind(self, postgres: Postgres) -> None:
        postgres.start()
        keep_a_row(postgres)
        left_behind = postgres.process
        next_run = Postgres(postgres.home, fast=True)
        next_run.start()
        try:
            assert left_behind is not None
            assert left_behind.wait(10) == 0
            assert ask(next_run, "SELECT word FROM kept") == "still here"
        finally:
            next_run.stop()

    def test_is_not_stopped_by_a_stale_pid_file_that_names_another_process(self, postgres: Postgres) -> None:
        postgres.start()
        postgres.stop()
        (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
        postgres.start()
        assert ask(postgres, "SELECT 1") == 1

    def test_makes_its_folder_anew_when_the_first_start_was_cut_off(self, postgres: Postgres) -> None:
        postgres.data.mkdir(parents=True)
        (postgres.data / "half").touch()
        postgres.start()
        assert ask(postgres, "SELECT 1") == 1

    def test_refuses_a_folder_of_another_version_in_one_line_and_leaves_it_alone(
        self, postgres: Postgres
    ) -> None:
        postgres.data.mkdir(parents=True)
        (postgres.data / "PG_VERSION").write_text("15\n")
        with pytest.raises(Trouble, match=r"made by PostgreSQL 15.*move") as refusal:
            postgres.start()
        assert "\n" not in str(refusal.value)
        assert [path.name for path in postgres.data.iterdir()] == ["PG_VERSION"]

    def test_ends_when_the_process_that_started_it_is_killed(self, tmp_path: Path) -> None:
        code = (
            "import sys, time; from pathlib import Path; from railway.local.postgres import Postgres;"
            "server = Postgres(Path(sys.argv[1]), fast=True); server.start();"
            "print(server.process.pid, flush=True); time.sleep(60)"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "home")]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout is not None
            server = int(parent.stdout.readline())
            parent.kill()
        assert processes.wait_gone(server, 20)


class TestValkey:
    def test_asks_for_the_password(self, valkey: Valkey) -> None:
        valkey.start()
        client = redis.Redis(host=LOOPBACK, port=valkey.port, retry=Retry(NoBackoff(), 0))
        with pytest.raises(redis.AuthenticationError), client:
            client.ping()

    def test_keeps_what_is_queued_when_it_is_killed(self, valkey: Valkey) -> None:
        valkey.start()
        port = valkey.port
        with redis.Redis.from_url(valkey.url()) as client:
            client.rpush("queue", "work")
            client.execute_command("WAITAOF", 1, 0, 5000)
        valkey.kill()
        valkey.start()
        with redis.Redis.from_url(valkey.url()) as client:
            assert client.lrange("queue", 0, -1) == [b"work"]
        assert valkey.port == port

    def test_takes_over_from_a_server_that_a_killed_run_left_behind(self, valkey: Valkey) -> None:
        valkey.start()
        left_behind = valkey.process
        next_run = Valkey(valkey.home)
        next_run.start()
        next_run.stop()
        assert left_behind is not None
        assert left_behind.wait(10) == 0


class TestServers:
    def test_named_in_the_environment_are_used_and_none_is_started(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/railway")
        monkeypatch.setenv("REDIS_URL", "redis://broker.example/0")
        with servers(tmp_path) as found:
            assert found.env == {
                "DATABASE_URL": "postgresql://db.example/railway",
                "REDIS_URL": "redis://broker.example/0",
            }
        assert list(tmp_path.iterdir()) == []

    def test_both_stop_with_their_block(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DATABASE_URL")
        monkeypatch.delenv("REDIS_URL")
        with servers(tmp_path, fast=True) as found:
            assert found.postgres is not None
            assert found.valkey is not None
            ports = [found.postgres.port, found.valkey.port]
            assert not any(is_free(port) for port in ports)
        assert all(is_free(port) for port in ports)


class TestPorts:
    def test_a_wanted_port_that_is_taken_is_refused_in_one_line(self, taken_port: int) -> None:
        with pytest.raises(Trouble, match=rf"port {taken_port} is taken: choose another, for example PORT="):
            web_port(str(taken_port))

    @pytest.mark.parametrize("wanted", ["abc", "0", "65536", "-1", "80 80"])
    def test_what_is_no_port_number_is_refused(self, wanted: str) -> None:
        with pytest.raises(Trouble, match="is not a port number"):
            web_port(wanted)

    def test_a_taken_default_gives_way_to_the_next(
        self, taken_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("railway.local.ports.DEFAULT_WEB_PORT", taken_port)
        assert taken_port < web_port(None) <= taken_port + 20

    def test_a_free_port_is_taken_as_wanted(self) -> None:
        port = free_port()
        assert web_port(str(port)) == port


class TestStateFolder:
    def test_serves_one_run_at_a_time_and_names_the_other(self, tmp_path: Path) -> None:
        second = state.only_user(tmp_path)
        with state.only_user(tmp_path), pytest.raises(Trouble, match=f"process id {os.getpid()}"):
            second.__enter__()

    def test_can_be_used_again_after_a_run(self, tmp_path: Path) -> None:
        for _run in range(2):
            with state.only_user(tmp_path):
                pass

    def test_keeps_its_secret_to_its_owner(self, tmp_path: Path) -> None:
        first = state.secret_key(tmp_path)
        assert first == state.secret_key(tmp_path)
        assert len(first) > 50
        assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0

    def test_names_the_running_servers_only_while_they_run(self, tmp_path: Path) -> None:
        with state.published(tmp_path, {"DATABASE_URL": "postgresql://x/y", "DATA": "/a folder/z"}):
            assert (tmp_path / "local.env").read_text() == "DATABASE_URL=postgresql://x/y\nDATA=/a folder/z\n"
            assert (tmp_path / "local.env").stat().st_mode & 0o077 == 0
        assert not (tmp_path / "local.env").exists()

    def test_that_can_not_be_made_is_one_clear_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("DATA", str(tmp_path / "file" / "below"))
        with pytest.raises(Trouble, match=r"can't be made.*DATA="):
            state.data_folder()

    def test_of_another_user_is_left_to_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if os.geteuid() == 0:
            os.chown(tmp_path, 12345, -1)
            foreign = tmp_path
        else:
            foreign = Path("/")
        monkeypatch.setenv("DATA", str(foreign))
        with pytest.raises(Trouble, match=r"belongs to .*run as that user"):
            state.data_folder()


class TestRun:
    def test_a_taken_port_is_one_line_and_status_1(self, tmp_path: Path, taken_port: int) -> None:
        done = run_module("railway.local.run", PORT=str(taken_port), DATA=str(tmp_path))
        assert done.returncode == 1
        assert done.stderr.splitlines() == [
            f"Not started: port {taken_port} is taken: choose another, for example PORT={taken_port + 1}"
        ]

    def test_a_second_run_on_the_same_folder_is_one_line_and_status_1(self, tmp_path: Path) -> None:
        with state.only_user(tmp_path):
            done = run_module("railway.local.run", DATA=str(tmp_path), PORT="")
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert f"in use by a run with process id {os.getpid()}" in done.stderr

    def test_a_folder_of_another_version_is_one_line_and_status_1(self, tmp_path: Path) -> None:
        data = tmp_path / "postgres" / "data"
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("15\n")
        done = run_module("railway.local.run", DATA=str(tmp_path), PORT="")
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "made by PostgreSQL 15" in done.stderr


class TestWatch:
    def child(self, tmp_path: Path, code: str) -> Child:
        return Child("web", [sys.executable, "-c", code], os.environ, tmp_path, tmp_path / "web.log")

    def test_starts_a_process_again_that_died(self, tmp_path: Path) -> None:
        child = self.child(tmp_path, "import time; time.sleep(60)")
        child.start()
        watched = Watched("web", child)
        assert child.process is not None
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        child.process.wait()
        wait_until(watched, lambda: child.process is not None and child.process.pid != first)
        child.stop()

    def test_gives_up_on_a_process_that_keeps_dying_and_shows_its_last_words(self, tmp_path: Path) -> None:
        child = self.child(tmp_path, "print('no such setting'); raise SystemExit(3)")
        child.start()
        watched = Watched("web", child)
        with pytest.raises(Trouble, match=r"(?s)web keeps stopping.*no such setting"):
            wait_until(watched, lambda: False)

    def test_a_proof_goes_on_when_the_database_is_killed_as_it_starts_again(self, tmp_path: Path) -> None:
        class KilledOnce(Child):
            starts = 0

            def start(self) -> None:
                super().start()
                self.starts += 1
                if self.starts == 2:
                    self.stop()
                    raise Trouble("it stopped as it started")

        child = KilledOnce(
            "web",
            [sys.executable, "-c", "import time; time.sleep(60)"],
            os.environ,
            tmp_path,
            tmp_path / "web.log",
        )
        child.start()
        watched = Watched("web", child, patient=True)
        child.stop()
        wait_until(watched, lambda: child.starts == 3)
        assert child.process is not None
        child.stop()

    def test_a_stop_ends_the_children_of_a_process_too(self, tmp_path: Path) -> None:
        code = (
            "import subprocess, sys, time, signal; signal.signal(signal.SIGTERM, lambda *_: sys.exit());"
            "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True);"
            "time.sleep(60)"
        )
        child = self.child(tmp_path, code)
        child.start()
        while not processes.tail(child.log):
            time.sleep(0.05)
        child.stop()
        assert processes.wait_gone(int(processes.tail(child.log)), 10)


def wait_until(watched: Watched, done: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        watched.look()
        if done():  # type: ignore[operator]
            return
        time.sleep(0.05)
    pytest.fail("it did not come to pass")


class TestWithin:
    def test_a_killed_database_and_a_broker_kept_down_come_back_on_their_ports(self, tmp_path: Path) -> None:
        script = tmp_path / "a proof.py"
        script.write_text(PROOF)
        done = run_module("railway.local.within", "--", "python", str(script), PYTHONPATH=str(ROOT))
        assert done.returncode == 7, done.stderr
        assert done.stdout.splitlines()[-1] == "both are back"

    def test_without_a_command_says_how_to_give_one(self) -> None:
        done = run_module("railway.local.within")
        assert done.returncode == 1
        assert "give a command" in done.stderr


PROOF = """
import os, sys, time
import psycopg, redis
from railway.local import embedded

def answers(ask):
    try:
        ask()
        return True
    except (psycopg.OperationalError, redis.ConnectionError):
        return False

def database():
    psycopg.connect(os.environ["DATABASE_URL"]).close()

def broker():
    redis.Redis.from_url(os.environ["REDIS_URL"]).ping()

assert answers(database) and answers(broker)
embedded.kill("postgres")
with embedded.stay_down("valkey"):
    time.sleep(2)
    assert not answers(broker)
    deadline = time.monotonic() + 30
    while not answers(database) and time.monotonic() < deadline:
        time.sleep(0.1)
while not (answers(database) and answers(broker)) and time.monotonic() < deadline:
    time.sleep(0.1)
print("both are back" if answers(database) and answers(broker) else "lost")
sys.exit(7)
"""


class TestEnvironment:
    def test_is_not_installed_again_when_nothing_changed(self, capfd: pytest.CaptureFixture[str]) -> None:
        assert make_environment("requirements-dev.txt") == 0
        assert make_environment("requirements.txt") == 0
        assert capfd.readouterr().out == ""
