"""`make run` and `make stack`: what they say, what they survive, and that they leave nothing running."""

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from okt.processes import argv
from okt.serve import PortTaken, listen
from tests import postgres, sites
from tests.left_out import leave_out
from tests.programs import ROOT, Program, accepts, free_port, wait_until
from tests.services import StartSite


def test_a_taken_port_is_told_with_the_way_out() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"Port {port} is in use.*PORT={port + 1}"):
            listen("127.0.0.1", port)


def test_python_in_a_command_is_the_one_that_runs() -> None:
    assert argv(("python", "manage.py", "serve")) == [sys.executable, "manage.py", "serve"]


def test_the_first_start_prints_addresses_and_each_password_once(tmp_path: Path) -> None:
    port = free_port()
    environment = sites.surroundings(tmp_path, port=port)
    site = sites.embedded(tmp_path, environment)
    try:
        site.start()
        first = site.web.log.read_text()
        site.web.stop()
        site.start()
        second = site.web.log.read_text().removeprefix(first)
    finally:
        site.stop()
    assert f"http://localhost:{port}/" in first
    assert "On another device" in first
    passwords = re.findall(r"^  (?:official|referee|committee) +(\S{17})$", first, re.MULTILINE)
    assert len(set(passwords)) == 3
    assert "Accounts exist" in second
    assert not any(password in second for password in passwords)


def test_a_started_site_answers_with_the_sample(embedded_site: StartSite) -> None:
    site = embedded_site()
    with urllib.request.urlopen(site.url) as answer:
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers
        assert "2021" in answer.read().decode()


def said_before_giving_up(environment: dict[str, str], log: Path) -> str:
    program = Program("stack", [sys.executable, "manage.py", "run_stack"], log, environment)
    program.start()
    wait_until(lambda: not program.running, "the stack gives up")
    return program.last_lines()


def test_the_stack_says_in_words_what_does_not_answer(tmp_path: Path) -> None:
    port, missing_database, missing_redis = free_port(), free_port(), free_port()
    environment = sites.surroundings(
        tmp_path,
        f"postgres://postgres@127.0.0.1:{missing_database}/okt",
        f"redis://127.0.0.1:{missing_redis}/0",
        port,
    )
    said = said_before_giving_up(environment, tmp_path / "log")
    assert f"PostgreSQL does not answer at 127.0.0.1:{missing_database}" in said
    assert f"Redis does not answer at 127.0.0.1:{missing_redis}" in said
    assert "Traceback" not in said


def test_a_database_that_was_missing_is_made_and_told(tmp_path: Path, postgres_url: str) -> None:
    name = postgres_url.rpartition("/")[2]
    postgres.drop(name)
    environment = sites.surroundings(
        tmp_path, postgres_url, f"redis://127.0.0.1:{free_port()}/0", free_port()
    )
    said = f"no database {name}: it is made"
    assert said in said_before_giving_up(environment, tmp_path / "first.log")
    assert said not in said_before_giving_up(environment, tmp_path / "second.log")


@pytest.fixture
def stack(tmp_path: Path, postgres_url: str, redis_server: sites.Redis) -> Iterator[Program]:
    environment = sites.surroundings(tmp_path, postgres_url, redis_server.url, free_port())
    program = Program(
        "stack", [sys.executable, "manage.py", "run_stack"], tmp_path / "stack.log", environment
    )
    program.start()
    program.wait_for(lambda: "worker is process" in program.last_lines())
    yield program
    program.stop()


def process(program: Program, name: str) -> int:
    """The number of the newest child of that name."""
    return int(re.findall(rf"{name} is process (\d+)", program.last_lines(200))[-1])


def alive(pid: int) -> bool:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def test_the_stack_starts_a_dead_worker_again_and_stops_as_a_whole(stack: Program) -> None:
    port = int(stack.environment["PORT"])
    wait_until(lambda: accepts(port), "the stack serves")
    web, worker = process(stack, "web"), process(stack, "worker")
    subprocess.run(["kill", "-9", str(worker)], check=True)
    wait_until(lambda: "a new one is process" in stack.last_lines(), "the worker is started again")
    new = process(stack, "a new one")
    assert new != worker
    assert stack.process
    stack.process.terminate()
    wait_until(lambda: not stack.running, "the stack stops")
    assert not alive(web)
    assert not alive(new)
    assert not accepts(port)


def test_make_prints_what_it_can_do() -> None:
    try:
        said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        leave_out("make", "there is no make on this machine")
    for target in ("run", "test", "lint", "stack", "demo", "messages"):
        assert f"make {target} " in said
