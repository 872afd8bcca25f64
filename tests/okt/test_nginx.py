"""nginx as it stands in front in production: it must not hold the live channel back."""

import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import nginx
from tests.programs import PROGRAMS, accepts, free_port
from tests.services import StartSite
from tests.sites import Site


def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    config = nginx.configuration(tmp_path, 8000, free_port(), tmp_path)
    checked = subprocess.run(
        [nginx.binary(), "-t", "-c", config], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr, checked.stderr


@pytest.fixture
def front(request: pytest.FixtureRequest, tmp_path: Path, embedded_site: StartSite) -> Iterator[int]:
    """The port of an nginx before an embedded site."""
    nginx.binary()
    site: Site = embedded_site()
    port = free_port()
    program = nginx.program(tmp_path, int(site.environment["PORT"]), port, site.folder / "run")
    request.node.stash[PROGRAMS].append(program)
    program.start()
    program.wait_for(lambda: accepts(port))
    yield port
    program.stop()


def test_pages_and_static_files_come_through(front: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{front}/") as page:
        assert "2021" in page.read().decode()
    with urllib.request.urlopen(f"http://127.0.0.1:{front}/static/live.js") as script:
        assert "javascript" in script.headers["Content-Type"]


def test_a_heartbeat_of_the_live_channel_is_not_held_back(front: int) -> None:
    with socket.create_connection(("127.0.0.1", front), timeout=15) as line:
        line.sendall(b"GET /live/okt-2021/?topics=M-500&lang=nl HTTP/1.1\r\nHost: localhost\r\n\r\n")
        heard = b""
        # The first frame and at least one heartbeat, 5 seconds later; the time-out of the socket ends a silence.
        while heard.count(b"\n\n") < 2:
            more = line.recv(65536)
            assert more, f"the stream ended: {heard!r}"
            heard += more
    assert heard.startswith(b"HTTP/1.1 200")
    assert b"text/event-stream" in heard
