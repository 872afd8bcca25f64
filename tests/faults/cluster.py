"""A PostgreSQL cluster of the tests' own, to be killed, and to be left without room on its disk."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.left_out import leave_out
from tests.programs import Program, free_port

SIZE = 192  # MB: a new cluster is some 60
SMALLEST_CHUNK = 512


def binaries() -> Path:
    """The folder with initdb and postgres."""
    if found := shutil.which("postgres"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return versions[-1] if versions else leave_out("postgres", "there is no PostgreSQL server to start here")


class Cluster(Program):
    """`start()`, `kill()` with all that it has forked, `connect()`, `fill()` and `free()`.

    PostgreSQL refuses to run as root: then it is the user postgres who runs it, on a small disk in memory.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="okt-cluster-"))
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.data = self.folder / "data"
        self.ballast = self.folder / "ballast"
        self.as_user: list[str] = []
        self.on_small_disk = False
        if os.getuid() == 0:
            who = pwd.getpwnam("postgres")
            mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=700", "tmpfs", str(self.folder)]
            self.on_small_disk = subprocess.run(mount, capture_output=True, check=False).returncode == 0
            os.chown(self.folder, who.pw_uid, who.pw_gid)
            self.as_user = [
                "setpriv",
                f"--reuid={who.pw_uid}",
                f"--regid={who.pw_gid}",
                "--clear-groups",
            ]
        bin = binaries()
        make = [str(bin / "initdb"), "--pgdata", str(self.data), "--auth", "trust", "--username", "postgres"]
        subprocess.run([*self.as_user, *make], capture_output=True, check=True)
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "max_wal_size": "64MB",
            "restart_after_crash": "on",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [*self.as_user, str(bin / "postgres"), "-D", str(self.data), *options]
        # On the small disk the log would be among what finds no room.
        log = Path(tempfile.mkdtemp(prefix="okt-cluster-log-")) / "postgres.log"
        super().__init__("postgres", command, log)

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, connect_timeout=3, autocommit=True, **options)

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.Error):
            self.connect().close()
            return True
        return False

    def start(self) -> None:
        super().start()
        self.wait_for(self.answers)

    def kill(self) -> None:
        """The whole server at once, as when its machine loses power."""
        if not self.process:
            return
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        forked = children.read_text().split() if children.exists() else []
        self.process.kill()
        for pid in forked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        self.process.wait()

    def hang_up(self) -> int:
        """Ends every connection but our own; how many there were."""
        with self.connect() as own:
            ended = own.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            return len(ended.fetchall())

    def fill(self) -> None:
        """Not a byte is left on its disk."""
        with self.ballast.open("ab", buffering=0) as ballast:
            chunk = bytes(1 << 20)
            while len(chunk) >= SMALLEST_CHUNK:
                try:
                    if ballast.write(chunk) < len(chunk):
                        raise OSError
                except OSError:
                    chunk = chunk[: len(chunk) // 2]

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)

    def remove(self) -> None:
        self.kill()
        if self.on_small_disk:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.log.parent, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    try:
        made.start()
        yield made
    finally:
        made.remove()
