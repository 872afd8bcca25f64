"""`python -m bench.pages`: a public page, requests per second, beside the same bytes as a static file from nginx.

The page of the matrix, plain and as browsers ask for it (gzip), asked by wrk over 64 kept connections: from our web
process alone, from it behind deploy/nginx.conf, and as a file (and its .gz) from nginx. Every server on one processor,
wrk on another. They take turns; medians are told, and ratios to the static file.
"""

import contextlib
import gzip
import re
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench import machine
from bench.machine import CLIENT, SERVER, Missing, Running
from tests import nginx, sites
from tests.programs import accepts, free_port

PAGE = "/okt-2021/matrix/"
FILE = "/page"
TURNS, SECONDS, CONNECTIONS = 5, 4, 64
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


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[dict[str, str]]:
    """Name → address; all of them run, only one is asked at a time."""
    ports = {name: free_port() for name in ("web", "behind", "static")}
    started: list[Running] = []

    def start(command: list[object], port: int, **surroundings: str) -> Running:
        started.append(Running(command, SERVER, **surroundings))
        started[-1].wait_for(lambda: accepts(port))
        return started[-1]

    try:
        surroundings = sites.surroundings(folder, port=ports["web"])
        sites.prepare(surroundings)
        start([sys.executable, "manage.py", "serve"], ports["web"], **surroundings)
        url = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        body = asked(url["web"] + PAGE, "identity")
        found = {"OKT Live alone": url["web"] + PAGE}
        with left_out("nginx"):
            start(static(folder, body, ports["static"]), ports["static"])
            start(behind(folder, ports["web"], ports["behind"]), ports["behind"])
            found = {
                "static file from nginx": url["static"] + FILE,
                **found,
                "OKT Live behind nginx": url["behind"] + PAGE,
            }
        yield found
    finally:
        for server in started:
            server.stop()


@contextlib.contextmanager
def left_out(what: str) -> Iterator[None]:
    try:
        yield
    except Missing as missing:
        print(f"  left out: {what}: {missing}")


def asked(url: str, encoding: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return gzip.decompress(body) if encoding == "gzip" else body


def rate(wrk: str, url: str, encoding: str, seconds: int = SECONDS) -> tuple[float, float]:
    """Requests per second, and the p99 in ms."""
    command = [
        wrk,
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        "-H",
        f"Accept-Encoding: {encoding}",
    ]
    pinned = ["taskset", "-c", str(CLIENT), *command, url]
    said = subprocess.run(pinned, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise Missing(f"answers were refused: {said}")
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()  # type: ignore[union-attr]
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    return per_second, float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def main() -> None:
    print("Pages: the matrix to whoever opens it.", machine.about(), "", sep="\n", flush=True)
    try:
        wrk = machine.binary("wrk", "wrk")
    except Missing as missing:
        print(f"left out: {missing}")
        return
    with machine.folder() as folder, servers(folder) as found:
        pages = {name: {asked(url, encoding) for encoding in ENCODINGS} for name, url in found.items()}
        assert len(set.union(*pages.values())) == 1, "they do not answer with the same page"
        body = next(iter(pages.popitem()[1]))
        print(f"{len(body):,} bytes, {len(gzip.compress(body, 6)):,} with gzip")
        for encoding in ENCODINGS:
            compare(wrk, found, encoding)


def compare(wrk: str, found: dict[str, str], encoding: str) -> None:
    rates: dict[str, list[float]] = {name: [] for name in found}
    latest: dict[str, list[float]] = {name: [] for name in found}
    for turn in range(TURNS + 1):
        for name, url in found.items():
            per_second, p99 = rate(wrk, url, encoding, SECONDS if turn else 1)
            if turn:  # the first is to warm up
                rates[name].append(per_second)
                latest[name].append(p99)
    base = statistics.median(next(iter(rates.values())))
    print(f"\n{encoding}; in brackets the ratio to {next(iter(rates))}")
    print("| server | requests per second | p99, ms |\n| --- | ---: | ---: |")
    for name, values in rates.items():
        middle = statistics.median(values)
        print(
            f"| {name} | {middle:,.0f} ({middle / base:.2f}) | {statistics.median(latest[name]):.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
