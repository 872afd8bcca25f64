"""What every benchmark needs of the machine: processors, programs pinned to them, what they use, and packages."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE = ROOT / ".bench"  # compiled and installed once; `make clean` removes it
ON_LINUX = sys.platform == "linux"
PROCESSORS = sorted(os.sched_getaffinity(0)) if ON_LINUX else [0]
SERVER, CLIENT = PROCESSORS[0], PROCESSORS[-1]
TICKS = os.sysconf("SC_CLK_TCK")
WHERE = "/usr/sbin:/usr/local/sbin:" + os.environ.get("PATH", "")


class Missing(Exception):
    """What cannot be had here, in words; the benchmark goes on without it."""


class Broken(Exception):
    """The program itself does not run: nothing to go on with."""


def binary(name: str, package: str) -> str:
    """The path of a program, installed from the distribution's packages when it is missing and that is allowed."""
    if path := shutil.which(name, path=WHERE):
        return path
    install(package)
    return shutil.which(name, path=WHERE) or _missing(name, package)


def install(package: str) -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing {package}")
        surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
            with contextlib.suppress(subprocess.TimeoutExpired):
                subprocess.run(command, env=surroundings, check=False, capture_output=True, timeout=300)


def _missing(name: str, package: str) -> str:
    raise Missing(f"there is no {name} here (package {package})")


def compiled(source: str) -> Path:
    """A C file of this folder, compiled when it changed."""
    path, made = ROOT / "bench" / source, MADE / Path(source).stem
    if not made.exists() or made.stat().st_mtime < path.stat().st_mtime:
        MADE.mkdir(exist_ok=True)
        attempt(f"{source} could not be compiled", [binary("cc", "gcc"), "-O2", "-o", made, path])
    return made


def python_with(*packages: str) -> Path:
    """A Python with these packages besides the program's own, in an environment of its own."""
    home = MADE / "venv"
    python = home / "bin" / "python"
    stamp = home / "-".join(packages)
    if not stamp.exists():
        fault = f"{' '.join(packages)} could not be installed"
        say(f"installing {' '.join(packages)}")
        attempt(fault, [sys.executable, "-m", "venv", home])
        lock = ROOT / "requirements.lock"
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", lock]
        attempt(fault, [*pip, "django", "uvicorn", "httptools", *packages])
        stamp.touch()
    return python


def attempt(fault: str, command: Sequence[object]) -> None:
    """Raises Missing with `fault` and the last of what the command said."""
    try:
        done = subprocess.run(
            list(map(str, command)), check=False, capture_output=True, text=True, timeout=300
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{fault}: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise Missing(f"{fault}: {last}")


class Running:
    """A program and its children, pinned to one processor (or to none), in a group of its own.

    One of our `own` that does not start is Broken, any other is Missing.
    """

    def __init__(
        self, command: Sequence[object], processor: int | None, *, own: bool = False, **surroundings: str
    ) -> None:
        self.fault = Broken if own else Missing
        self.log = tempfile.NamedTemporaryFile("w+", prefix="okt-bench-", suffix=".log")  # noqa: SIM115
        self.process = subprocess.Popen(
            [*([] if processor is None else ["taskset", "-c", str(processor)]), *map(str, command)],
            cwd=ROOT,
            env=os.environ | surroundings,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    @property
    def family(self) -> list[int]:
        """The process and all below it."""
        found, look = [], [self.process.pid]
        while look:
            pid = look.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    look += map(int, (task / "children").read_text().split())
        return found

    def cpu(self) -> float:
        """Seconds of processor time until now."""
        total = 0
        for pid in self.family:
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self) -> int:
        """Bytes, with what is shared counted once."""
        total = 0
        for pid in self.family:
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
        return total

    def wait_for(self, ready: Callable[[], object], seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None or time.monotonic() > until:
                said = self.said().strip()[-2000:] or "It says nothing."
                raise self.fault(f"{' '.join(map(str, self.process.args))} does not start. {said}")  # type: ignore[arg-type]
            time.sleep(0.05)

    def said(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text(errors="replace")

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(6)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="okt-bench-") as name:
        path = Path(name)
        path.chmod(0o755)  # nginx reads there as another user
        yield path


@contextlib.contextmanager
def benchmark(title: str, where: str) -> Iterator[None]:
    """Says what is measured and on what; what cannot be had at all is said in words, and that is no failure."""
    print(title, about(where), "", sep="\n", flush=True)
    try:
        if not ON_LINUX:
            raise Missing("this one needs Linux")
        yield
    except Missing as missing:
        print(f"\nLeft out: {missing}", flush=True)


def about(where: str) -> str:
    """One line on the machine that the figures come from, and on what ran `where`."""
    model = "unknown processor"
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(
            (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model
        )
    load = os.getloadavg()[0]
    return f"{model}, {len(PROCESSORS)} processors; load before it began {load:.1f}; {where}."


def apart(server: str = "the server", client: str = "the load client") -> str:
    """Which processor is whose."""
    if SERVER == CLIENT:
        return f"{server} and {client} share the only processor"
    return f"{server} on processor {SERVER}, {client} on {CLIENT}"


def pin(processor: int) -> None:
    """This process, and what it starts from now on."""
    if ON_LINUX:
        os.sched_setaffinity(0, {processor})


def quiet_django() -> None:
    """Sets Django up in this process, without what it would log for each entry."""
    import logging

    import django

    django.setup()
    logging.disable(logging.INFO)


def say(words: str) -> None:
    """How far it is, beside the figures: those go to the standard output alone."""
    print(f"  {words}", file=sys.stderr, flush=True)
