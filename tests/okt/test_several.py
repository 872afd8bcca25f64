"""Several web processes, on one port or on machines of their own, before one PostgreSQL and Redis."""

import os
import signal
import subprocess
from contextlib import ExitStack

import redis

from okt.live import watch
from okt.processes import WEB, argv
from tests.live_clients import Connection, Stream
from tests.okt.test_asgi import ENTER_SCHEPERKAMP
from tests.programs import Program, accepts, free_port, wait_until
from tests.services import StartSite
from tests.sites import Site, answers


def subscriptions(site: Site) -> int:
    """How many listen to Redis."""
    assert site.redis
    with redis.Redis.from_url(site.redis.url, socket_timeout=1) as client:
        [(_, count)] = client.pubsub_numsub(watch.CHANNEL)
        return int(count)


def test_viewers_of_two_machines_see_the_same_entry(stack_site: StartSite) -> None:
    site = stack_site()
    port = free_port()
    other = Program("web 2", argv(WEB), site.folder / "web2.log", site.environment | {"PORT": str(port)})
    other.start()
    try:
        other.wait_for(lambda: answers(f"http://127.0.0.1:{port}/"))
        wait_until(lambda: subscriptions(site) == 2, "each process has its one subscription")
        ports = (int(site.environment["PORT"]), port)
        with ExitStack() as stack:
            viewers = [stack.enter_context(Stream(one, "M-500,matrix-M", since=None)) for one in ports * 10]
            before = {viewer.update()[0] for viewer in viewers}
            assert len(before) == 1
            assert subscriptions(site) == 2
            site.manage("shell", "-c", ENTER_SCHEPERKAMP)
            seen = set()
            for viewer in viewers:
                version, panels = viewer.update()
                while "M-500" not in panels:
                    version, panels = viewer.update()
                assert "34,45" in panels["M-500"]
                seen.add(version)
            assert len(seen) == 1
        for one in ports:
            with Connection(one) as connection:
                assert "34,45" in connection.ask("GET", "/okt-2021/M-500/").text
    finally:
        other.stop()


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in listed.stdout.split()]


def test_processes_on_one_port_share_the_visitors_and_are_replaced(stack_site: StartSite) -> None:
    site = stack_site(environment={"OKT_WEB_PROCESSES": "2"})
    port = int(site.environment["PORT"])
    wait_until(lambda: subscriptions(site) == 2, "each process has its one subscription")
    first, second = children(site.web.pid)
    with ExitStack() as stack:
        viewers = [stack.enter_context(Stream(port)) for _ in range(40)]
        for viewer in viewers:
            viewer.update()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(children(site.web.pid)) == 2 and subscriptions(site) == 2, "it is replaced")
        assert second in children(site.web.pid)
        site.manage("shell", "-c", ENTER_SCHEPERKAMP)
        served, thrown_off = 0, 0
        for viewer in viewers:
            try:
                while "34,45" not in viewer.update()[1].get("M-500", ""):
                    pass
                served += 1
            except (EOFError, ConnectionResetError):
                thrown_off += 1
        assert served > 0
        assert thrown_off > 0
    with Connection(port) as connection:
        assert "34,45" in connection.ask("GET", "/okt-2021/M-500/").text


def test_no_process_outlives_the_one_that_started_it(stack_site: StartSite) -> None:
    site = stack_site(environment={"OKT_WEB_PROCESSES": "2"})
    port = int(site.environment["PORT"])
    os.kill(site.web.pid, signal.SIGKILL)
    wait_until(lambda: not accepts(port), "the others have ended")
    assert site.web.process
    site.web.process.wait()
    site.web.start()
    site.web.wait_for(lambda: answers(site.url))
    wait_until(lambda: len(children(site.web.pid)) == 2, "both run")
    site.web.stop()
    assert not accepts(port)
    assert site.web.process.returncode == 0


def test_a_port_that_is_taken_is_told_before_any_process_is_started(stack_site: StartSite) -> None:
    site = stack_site()
    second = Program(
        "web 2", argv(WEB), site.folder / "web2.log", site.environment | {"OKT_WEB_PROCESSES": "2"}
    )
    second.start()
    wait_until(lambda: not second.running, "it gives up")
    assert f"Port {site.environment['PORT']} is in use" in second.last_lines()
    assert "Traceback" not in second.last_lines()
