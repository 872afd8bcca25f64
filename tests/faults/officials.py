"""Scripted officials, who post values that occur once, and the recorder of what they were told.

They do as desk.js does: a decision keeps its key and is sent again until the server says that it is stored.
"""

import http.client
import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.programs import wait_until

LOCAL = "127.0.0.1"
PATIENCE = 10  # seconds that desk.js waits for an answer
PAUSE = 0.3
BETWEEN = 0.15
DESK = "/tafel/okt-2021/M-500/"


@dataclass(frozen=True)
class Attempt:
    """One time that a decision was sent: when (monotonic), for how many seconds, and what came of it."""

    at: float
    seconds: float
    status: int  # 0: no answer at all
    body: str


@dataclass
class Decision:
    """`sent` is when (monotonic) it was made, `saved` when the server said that it is stored."""

    skater: str
    value: str
    by: str
    key: str = field(default_factory=lambda: str(uuid4()))
    attempts: list[Attempt] = field(default_factory=list)
    sent: float = field(default_factory=time.monotonic)
    saved: float | None = None
    refused: str = ""


class Client:
    """One connection to the site, with the cookies of somebody who signed in."""

    def __init__(self, port: int, cookies: str = "", host: str = LOCAL) -> None:
        self.host, self.port = host, port
        self.cookies: SimpleCookie = SimpleCookie(cookies)
        self.connection: http.client.HTTPConnection | None = None

    def sign_in(self, name: str, password: str) -> "Client":
        self.ask("GET", "/inloggen/")
        status, _, body = self.ask(
            "POST", "/inloggen/", {"username": name, "password": password, "next": DESK}
        )
        assert status == 302, f"{name} cannot sign in: {status} {plain(body)[:500]}"
        return self

    def again(self) -> "Client":
        """The same person on another connection."""
        return Client(self.port, self.cookies.output(attrs=[], header="", sep=";"), self.host)

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers in small letters, and body. Raises OSError or HTTPException when none comes."""
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
            form = {**form, "csrfmiddlewaretoken": self.cookies["csrftoken"].value}
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            self.connection.request(method, path, urlencode(form) if form else None, headers)
            answer = self.connection.getresponse()
            body = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.will_close:
            self.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.load(line)
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, body

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Official(threading.Thread):
    """Corrects the times of skaters of his own, again and again, each time to a value that nobody else posts."""

    def __init__(self, number: int, client: Client, name: str, skaters: list[str], values: Any) -> None:
        super().__init__(name=f"official-{number}", daemon=True)
        self.client, self.by, self.skaters, self.values = client, name, skaters, values
        self.made: list[Decision] = []
        self.stopping = threading.Event()
        self.between = BETWEEN

    def run(self) -> None:
        for skater in itertools.cycle(self.skaters):
            if self.stopping.wait(self.between):
                return
            decision = Decision(skater, next(self.values), self.by)
            self.made.append(decision)
            send(self.client, decision)

    def stop(self) -> None:
        self.stopping.set()


def send(client: Client, decision: Decision, until: Callable[[], bool] = lambda: False) -> None:
    """Sends it until it is known what became of it."""
    form = {
        "idempotency_key": decision.key,
        "run": "1",
        "skater": decision.skater,
        "status": "finished",
        "time": decision.value,
        "reason": f"eenmalige waarde {decision.value}",
    }
    while decision.saved is None and not decision.refused and not until():
        began = time.monotonic()
        try:
            status, headers, body = client.ask("POST", f"{DESK}corrigeren/", form)
        except (OSError, http.client.HTTPException) as fault:
            status, headers, body = 0, {}, repr(fault)
        ended = time.monotonic()
        decision.attempts.append(Attempt(began, ended - began, status, body))
        if "okt-saved" in headers:
            decision.saved = ended
        elif "okt-refused" in headers or status in {400, 401, 403, 404, 405, 413}:
            decision.refused = f"{status} {plain(body)[:300]}"
        else:
            time.sleep(PAUSE)


class Recorder:
    """The officials of one evening: what they posted, when they were told that it is stored."""

    def __init__(
        self, port: int, accounts: dict[str, str], skaters: list[str], first: int = 0, host: str = LOCAL
    ) -> None:
        names = ("official", "referee", "official")
        every = itertools.count(first)
        # 34,000 to 38,999: thousandths of a second, so that there are enough.
        values = (f"{34 + n // 1000 % 5},{n % 1000:03}" for n in every)
        lock = threading.Lock()

        def one_by_one() -> Any:
            while True:
                with lock:
                    value = next(values)
                yield value

        self.officials = [
            Official(
                number,
                Client(port, host=host).sign_in(name, accounts[name]),
                name,
                skaters[number::3],
                one_by_one(),
            )
            for number, name in enumerate(names)
        ]

    def start(self) -> None:
        for official in self.officials:
            official.start()

    def stop(self, seconds: float = 60) -> None:
        """No new decisions; what is under way is sent until it is stored."""
        for official in self.officials:
            official.stop()
        for official in self.officials:
            official.join(seconds)
            assert not official.is_alive(), f"{official.name} still waits: {official.made[-1]}"
            official.client.close()

    @property
    def made(self) -> list[Decision]:
        return [decision for official in self.officials for decision in list(official.made)]

    @property
    def attempts(self) -> list[Attempt]:
        return [attempt for decision in self.made for attempt in list(decision.attempts)]

    def stored_since(self, moment: float) -> bool:
        """Whether each of them was told of something sent after this moment that it is stored."""
        return all(
            any(made.saved and made.attempts[-1].at >= moment for made in list(official.made)[-20:])
            for official in self.officials
        )

    def wait_until_each_posts(self, moment: float | None = None, seconds: float = 60) -> None:
        since = time.monotonic() if moment is None else moment
        wait_until(
            lambda: self.stored_since(since), "each official was told that something is stored", seconds
        )


def plain(html: str) -> str:
    """What a reader sees of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|<style.*?</style>", " ", html)).strip()
