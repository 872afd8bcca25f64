"""`python -m bench.pages`: a public page, requests per second, beside the same bytes as a static file from nginx.

The page of the matrix, plain and as browsers ask for it (gzip), asked by wrk over 64 kept connections: from our web
process alone, from it behind deploy/nginx.conf, and as a file (and its .gz) from nginx. Every server on one processor,
wrk on another. They take turns; medians are told, and ratios to the static file. wrk's CPU is its share of the time:
near 100 % it is wrk that is the limit, and the server could do more.
"""

import contextlib
import gzip
import re
import resource
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine
from bench.machine import CLIENT, SERVER, Missing, Running, say
from tests import nginx, sites
from tests.programs import accepts, free_port

PAGE = "/okt-2021/matrix/"
FILE = "/page"
TURNS, SECONDS, CONNECTIONS = 5, 3, 64
ENCODINGS = ("identity", "gzip")


def static(folder: Path, body: bytes, port: int) -> list[object]:
    """nginx with the page as a file."""
    root = folder / "files"
    root.mkdir()
    (root / "page").write_bytes(body)
    (root / "page.gz").write_bytes(gzip.compress(body, 6))
    places = "".join(f"{name}_temp_path {folder}/{name};" for name in nginx.TEMPORARY)
    config = folder / "static.conf"
    config.write_text(f"""
        daemon off; worker_processes 1; error_log stderr; pid {folder}/static.pid;
        events {{ worker_connections 1024; }}
        http {{
            access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=100; {places}
            default_type "text/html; charset=utf-8";
            server {{
                listen 127.0.0.1:{port};
                root {root};
                location = /page {{ gzip_static on; }}
            }}
        }}""")
    return [machine.binary("nginx", "nginx-light"), "-c", config]


def behind(folder: Path, web: int, port: int) -> list[object]:
    """deploy/nginx.conf in front of our web process, with one worker as everybody here has."""
    config = nginx.configuration(folder, web, port, folder)
    config.write_text(re.sub(r"worker_processes \w+;", "worker_processes 1;", config.read_text()))
    return [machine.binary("nginx", "nginx-light"), "-c", config, "-g", "daemon off;"]


@dataclass
class Figures:
    """Of one server and one encoding; a list entry for each turn. The shares are of one processor."""

    per_second: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    wrk: list[float] = field(default_factory=list)
    servers: list[float] = field(default_factory=list)


@dataclass
class Servers:
    """All of them run, only one is asked at a time. `urls` is name → address; `left_out` says in words what is not."""

    started: list[Running] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def start(self, command: list[object], port: int, *, own: bool = False, **surroundings: str) -> None:
        self.started.append(Running(command, SERVER, own=own, **surroundings))
        self.started[-1].wait_for(lambda: accepts(port))

    def cpu(self) -> float:
        return sum(server.cpu() for server in self.started)


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    ports = {name: free_port() for name in ("web", "behind", "static")}
    url = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
    found = Servers()
    try:
        surroundings = sites.surroundings(folder, port=ports["web"])
        sites.prepare(surroundings)
        found.start([sys.executable, "manage.py", "serve"], ports["web"], own=True, **surroundings)
        body = asked(url["web"] + PAGE, "identity")
        try:
            found.start(static(folder, body, ports["static"]), ports["static"])
            found.urls["static file from nginx"] = url["static"] + FILE
            found.start(behind(folder, ports["web"], ports["behind"]), ports["behind"])
        except Missing as missing:
            found.left_out.append(f"nginx: {missing}")
        else:
            found.urls["OKT Live behind nginx"] = url["behind"] + PAGE
        found.urls["OKT Live alone"] = url["web"] + PAGE
        yield found
    finally:
        for server in found.started:
            server.stop()


def asked(url: str, encoding: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return gzip.decompress(body) if encoding == "gzip" else body


def rate(wrk: str, url: str, encoding: str, seconds: int) -> tuple[float, float, float]:
    """Requests per second, the p99 in ms, and how much of one processor wrk took."""
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", f"Accept-Encoding: {encoding}"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["taskset", "-c", str(CLIENT), wrk, *options, url], capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = done.stdout
    if done.returncode or "Non-2xx" in said or "Socket errors" in said:
        raise Missing(f"not every request was answered: {said or done.stderr}")
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if p99 is None or per_second is None:
        raise Missing(f"wrk says something else: {said}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    in_ms = float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]
    return float(per_second[1]), in_ms, used / seconds


def main() -> None:
    machine.pin(CLIENT)
    with machine.benchmark("Pages: the matrix to whoever opens it.", machine.apart("every server", "wrk")):
        wrk = machine.binary("wrk", "wrk")
        with machine.folder() as folder, servers(folder) as found:
            pages = {asked(url, encoding) for url in found.urls.values() for encoding in ENCODINGS}
            assert len(pages) == 1, "they do not answer with the same page"
            body = pages.pop()
            base = next(iter(found.urls))
            print(
                f"The page is {len(body):,} bytes, {len(gzip.compress(body, 6)):,} with gzip; {CONNECTIONS} kept "
                f"connections. In brackets the ratio to {base}.\n"
            )
            table(compare(wrk, found))
            print("".join(f"\n* Left out: {' '.join(note.split())}" for note in found.left_out))


def compare(wrk: str, found: Servers) -> dict[tuple[str, str], Figures]:
    """By encoding and name of the server."""
    ways = {(encoding, name): Figures() for encoding in ENCODINGS for name in found.urls}
    for turn in range(TURNS + 1):
        say(f"turn {turn} of {TURNS}")
        for (encoding, name), figures in list(ways.items()):
            seconds, used = SECONDS if turn else 1, found.cpu()
            try:
                per_second, p99, busy = rate(wrk, found.urls[name], encoding, seconds)
            except Missing as missing:
                found.left_out.append(f"{name}, {encoding}: {missing}")
                del ways[encoding, name]
                continue
            if turn:  # the first is to warm up
                figures.per_second.append(per_second)
                figures.p99.append(p99)
                figures.wrk.append(busy)
                figures.servers.append((found.cpu() - used) / seconds)
    return ways


def table(ways: dict[tuple[str, str], Figures]) -> None:
    print("| server | encoding | requests per second | p99, ms | wrk CPU | server CPU |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    base: dict[str, float] = {}
    for (encoding, name), figures in ways.items():
        middle = statistics.median(figures.per_second)
        base.setdefault(encoding, middle)
        shares = (f"{statistics.median(values):.0%}" for values in (figures.wrk, figures.servers))
        cells = (
            f"{middle:,.0f} ({middle / base[encoding]:.2f})",
            f"{statistics.median(figures.p99):.1f}",
            *shares,
        )
        print(f"| {name} | {encoding} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
