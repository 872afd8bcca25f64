"""A wire of its own between visitors and server, on which packets are really lost, and that can really be dead.

Three places: this machine, the middle, and the visitors' network namespace; the middle passes packets on, or does
not. What it drops, neither end is told of, as is so with Wi-Fi. Addresses are of the range that is kept for
measuring networks (RFC 2544), so that they are nobody's.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.left_out import leave_out

HERE, NEAR = "198.18.77.1", "198.18.77.2"
FAR, VISITORS = "198.18.77.5", "198.18.77.6"
NETWORK = "198.18.77.4/30"  # of the visitors


@dataclass(frozen=True)
class Wire:
    """`lose(30)` percent of what passes, either way; `die()` without a word to either end; `heal()`."""

    name: str

    @property
    def within(self) -> list[str]:
        """What stands before a command that visitors run."""
        return ["ip", "netns", "exec", f"{self.name}-v"]

    def lose(self, percent: int) -> None:
        rules = (
            "table ip wire {\n chain through {\n  type filter hook forward priority 0\n"
            f"  numgen random mod 100 < {percent} counter drop\n }}\n}}\n"
        )
        run("ip", "netns", "exec", f"{self.name}-m", "nft", "-f", "-", input=rules)

    @property
    def lost(self) -> int:
        """How many packets were."""
        said = run("ip", "netns", "exec", f"{self.name}-m", "nft", "list", "table", "ip", "wire")
        return int(said.partition("counter packets ")[2].split()[0])

    def die(self) -> None:
        for end in ("here", "there"):
            run("ip", "-n", f"{self.name}-m", "link", "set", end, "down")

    def heal(self) -> None:
        run("ip", "netns", "exec", f"{self.name}-m", "nft", "flush", "ruleset")
        for end in ("here", "there"):
            run("ip", "-n", f"{self.name}-m", "link", "set", end, "up")


def run(*command: str, input: str = "") -> str:
    done = subprocess.run(command, input=input, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


def missing() -> str:
    """Why no wire can be made on this machine."""
    if os.getuid() != 0:
        return "only root may make one"
    for program in ("ip", "nft"):
        if not shutil.which(program):
            return f"there is no {program} on this machine"
    trial = subprocess.run(
        ["unshare", "--net", "nft", "list", "ruleset"], capture_output=True, text=True, check=False
    )
    return trial.stderr.strip()


@contextmanager
def wire() -> Iterator[Wire]:
    if reason := missing():
        leave_out("namespaces", reason)
    made = Wire(f"okt-{os.getpid()}")
    visitors, middle, here = f"{made.name}-v", f"{made.name}-m", made.name
    try:
        for namespace in (visitors, middle):
            run("ip", "netns", "add", namespace)
        run("ip", "link", "add", here, "type", "veth", "peer", "name", "here", "netns", middle)
        run(
            *("ip", "-n", visitors, "link", "add", "wire", "type", "veth"),
            *("peer", "name", "there", "netns", middle),
        )
        run("ip", "address", "add", f"{HERE}/30", "dev", here)
        run("ip", "-n", middle, "address", "add", f"{NEAR}/30", "dev", "here")
        run("ip", "-n", middle, "address", "add", f"{FAR}/30", "dev", "there")
        run("ip", "-n", visitors, "address", "add", f"{VISITORS}/30", "dev", "wire")
        run("ip", "link", "set", here, "up")
        run("ip", "-n", visitors, "link", "set", "wire", "up")
        made.heal()
        run("ip", "netns", "exec", middle, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
        run("ip", "route", "add", NETWORK, "via", NEAR, "dev", here)
        run("ip", "-n", visitors, "route", "add", "default", "via", FAR)
        yield made
    finally:
        # With the link go its address and its route; some of it may never have been made.
        for command in (
            ["ip", "link", "delete", here],
            *(["ip", "netns", "delete", one] for one in (visitors, middle)),
        ):
            subprocess.run(command, capture_output=True, check=False)
