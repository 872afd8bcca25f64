"""The real program, started for a test: embedded as `make run` does it, or as the stack of `make stack`."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from okt.processes import FORECASTER, WEB, WORKER, argv
from tests.programs import ROOT, Program, free_port

ACCOUNTS = {role: f"{role}-secret-for-tests" for role in ("official", "referee", "committee", "committee-2")}


@dataclass
class Site:
    """A running site. `accounts` is username → password. In a stack only: `worker`, `forecaster`, `redis`."""

    url: str
    environment: dict[str, str]
    folder: Path
    web: Program
    worker: Program | None = None
    redis: "Redis | None" = None
    forecaster: Program | None = None
    accounts: dict[str, str] = field(default_factory=lambda: dict(ACCOUNTS))

    @property
    def programs(self) -> list[Program]:
        return [program for program in (self.web, self.worker, self.redis, self.forecaster) if program]

    def manage(self, *arguments: str, input: str = "") -> str:
        """What `manage.py ARGUMENTS` prints on this site's database."""
        return manage(self.environment, *arguments, input=input)

    def start(self) -> None:
        """Starts what does not run, and waits until pages are answered."""
        for program in self.programs:
            if not program.running:
                program.start()
        self.web.wait_for(lambda: answers(self.url))

    def stop(self) -> None:
        for program in (self.web, self.worker, self.forecaster):
            if program:
                program.stop()


class Redis(Program):
    """A Redis without persistence: killed and started again it is empty."""

    def __init__(self, binary: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [
            binary,
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        super().__init__("redis", [*command, "--dir", str(folder)], folder / "redis.log")

    def start(self) -> None:
        import redis

        def pong() -> bool:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

        super().start()
        with redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1) as client:
            self.wait_for(pong)


def manage(environment: dict[str, str], *arguments: str, input: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=input,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
    return done.stdout


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        # An answer is an answer; whether it is the right one is the test's business.
        return True
    except OSError:
        return False


def surroundings(folder: Path, database_url: str = "", redis_url: str = "", port: int = 0) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "okt.settings",
        "OKT_RUN_DIR": str(folder / "run"),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


def prepare(environment: dict[str, str]) -> None:
    passwords = "\n".join(f"{role} {password}" for role, password in ACCOUNTS.items())
    manage(environment, "prepare", "--passwords-from-stdin", input=passwords)


def embedded(folder: Path, environment: dict[str, str]) -> Site:
    port = int(environment["PORT"])
    command = [sys.executable, "manage.py", "run_local"]
    web = Program("web", command, folder / "web.log", environment)
    return Site(f"http://127.0.0.1:{port}", environment, folder, web)


def stack(folder: Path, environment: dict[str, str], redis: Redis) -> Site:
    web = Program("web", argv(WEB), folder / "web.log", environment)
    worker = Program("worker", argv(WORKER), folder / "worker.log", environment)
    forecaster = Program("forecaster", argv(FORECASTER), folder / "forecaster.log", environment)
    return Site(
        f"http://127.0.0.1:{environment['PORT']}", environment, folder, web, worker, redis, forecaster
    )
