"""The servers that are compared: ours, nginx + nchan, Django's streaming response, django-eventstream."""

import contextlib
import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import redis

from bench import machine
from bench.machine import SERVER, Missing, Running
from okt.live import sse
from tests import sites
from tests.programs import accepts, free_port

MARK = "okt-bench-mark"
TOPIC = "M-1000"
FIRST = 10**9  # beyond any version that the database has: each update is news


class Rival:
    """A server with `path` to watch, and `publish`, which hands one update over."""

    name = ""
    path = "/events/"
    encoding = "identity"
    own = False

    def __init__(self, folder: Path, payload: bytes) -> None:
        self.folder, self.payload, self.port = folder, payload, free_port()

    def command(self) -> tuple[list[object], dict[str, str]]:
        raise NotImplementedError

    def publish(self, number: int) -> None:
        url = f"http://127.0.0.1:{self.port}/publish/"
        with urllib.request.urlopen(urllib.request.Request(url, self.payload), timeout=120):
            pass

    def mark(self, number: int) -> bytes:
        """What ends this update, and stands nowhere before."""
        return MARK.encode()

    @contextlib.contextmanager
    def running(self) -> Iterator[Running]:
        command, surroundings = self.command()
        server = Running(command, SERVER, own=self.own, **surroundings)
        try:
            server.wait_for(lambda: accepts(self.port))
            yield server
        finally:
            server.stop()


class Ours(Rival):
    name = "OKT Live"
    own = True

    def __init__(self, folder: Path, payload: bytes, redis_url: str) -> None:
        super().__init__(folder, payload)
        self.redis_url = redis_url
        self.redis = redis.Redis.from_url(redis_url)
        self.path = f"/live/okt-2021/?topics={TOPIC}&lang=nl&since={FIRST - 1}"

    def command(self) -> tuple[list[object], dict[str, str]]:
        surroundings = sites.surroundings(self.folder, redis_url=self.redis_url, port=self.port)
        return [sys.executable, "manage.py", "serve"], surroundings | {"OKT_VIEWERS_PER_ADDRESS": "20000"}

    def publish(self, number: int) -> None:
        html = self.payload.decode()
        seq = FIRST + number
        said = {
            "slug": "okt-2021",
            "seq": seq,
            "panels": {TOPIC: {"seq": seq, "html": {"nl": html, "en": html}}},
        }
        self.redis.publish("okt-live", json.dumps(said, ensure_ascii=False))


class OursPacked(Ours):
    name = "OKT Live, gzip"
    encoding = "gzip"

    def mark(self, number: int) -> bytes:
        return sse.version(FIRST + number).packed[:60]


class Nchan(Rival):
    name = "nginx + nchan"

    def command(self) -> tuple[list[object], dict[str, str]]:
        module = next(iter(Path("/usr/lib/nginx/modules").glob("ngx_nchan_module.so")), None)
        if module is None:
            machine.install("libnginx-mod-nchan")
        nginx = machine.binary("nginx", "nginx-light")
        if not Path("/usr/lib/nginx/modules/ngx_nchan_module.so").exists():
            raise Missing("there is no nchan here (package libnginx-mod-nchan)")
        places = "".join(
            f"{name}_temp_path {self.folder}/{name};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        config = self.folder / f"nchan-{self.port}.conf"
        config.write_text(f"""
            load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
            daemon off; worker_processes 1; worker_rlimit_nofile 20000; error_log stderr; pid {self.folder}/nchan.pid;
            events {{ worker_connections 19000; }}
            http {{
                access_log off; tcp_nodelay on; keepalive_timeout 300; {places}
                nchan_max_reserved_memory 64m;
                server {{
                    listen 127.0.0.1:{self.port} backlog=4096;
                    client_body_buffer_size 64k;
                    location = /publish/ {{ nchan_publisher; nchan_channel_id okt; nchan_message_buffer_length 1; }}
                    location = /events/ {{
                        nchan_subscriber eventsource; nchan_channel_id okt; nchan_subscriber_first_message newest;
                    }}
                }}
            }}""")
        return [nginx, "-c", config], {}


class Streaming(Rival):
    name = "Django streaming"
    application = "bench.rivals.streaming:application"

    def command(self) -> tuple[list[object], dict[str, str]]:
        return uvicorn(sys.executable, self.application, self.port)


class Eventstream(Rival):
    name = "django-eventstream"
    path = "/events/"
    application = "bench.rivals.eventstream:application"

    def command(self) -> tuple[list[object], dict[str, str]]:
        return uvicorn(machine.python_with("django-eventstream"), self.application, self.port)


def uvicorn(python: object, application: str, port: int) -> tuple[list[object], dict[str, str]]:
    options = [
        "--http",
        "httptools",
        "--loop",
        "asyncio",
        "--ws",
        "none",
        "--lifespan",
        "off",
        "--no-access-log",
    ]
    command = [python, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", port, "--backlog", 4096]
    return [*command, *options, "--log-level", "warning"], {"DJANGO_SETTINGS_MODULE": ""}
