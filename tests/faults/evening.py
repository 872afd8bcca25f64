"""An evening that is disturbed: the site with everything around it, three officials, three pages, 200 viewers.

with evening.under_way("worker killed in a task", within=10) as race:
    evening.site.worker.kill()
    evening.site.worker.start()
    race.over()             # the fault has ended: from here the time is measured
# … and at the end everything that was acknowledged is stored once, and everybody sees it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from results.version import version_of
from tests import sites
from tests.browser.people import watch
from tests.faults import points
from tests.faults.cluster import Cluster
from tests.faults.crowd import Crowd
from tests.faults.officials import BETWEEN, Decision
from tests.faults.race import SLUG, STILL, Race, Row
from tests.programs import Program, free_port, wait_until
from tests.tcp_proxy import TcpProxy

PAGES = ("/okt-2021/M-500/", "/okt-2021/matrix/", "/en/okt-2021/")
VIEWERS = 200


class Evening:
    """`web` etc. are programs; `line` is what all visitors come through, to be cut."""

    def __init__(self, folder: Path, cluster: Cluster, redis: sites.Redis) -> None:
        self.database = cluster
        self.point = folder / "fault-point"
        values = sites.surroundings(folder, cluster.url, redis.url, free_port())
        values |= {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", points.ARMED: str(self.point)}
        values |= {"OKT_VIEWERS_PER_ADDRESS": "20000"}  # here they all have the same one
        self.site = sites.stack(folder, values, redis)
        assert self.site.worker
        self.web, self.worker, self.redis = self.site.web, self.site.worker, redis
        self.rows: list[Row] = []
        self.recorders = 0
        self.trouble: list[tuple[str, list[str]]] = []
        self.pages: list[Page] = []

    @property
    def programs(self) -> list[Program]:
        return [self.database, self.redis, self.web, self.worker]

    @property
    def port(self) -> int:
        return int(self.site.environment["PORT"])

    @contextmanager
    def opened(self, browser: Browser) -> Iterator["Evening"]:
        """Everything runs, and everybody is there."""
        self.browser = browser
        self.site.start()
        with TcpProxy(self.port) as self.line, Crowd(self.line.port, VIEWERS) as self.crowd:
            try:
                self.open_pages()
                wait_until(lambda: self.crowd.all_watch, "all viewers watch", STILL)
                yield self
            finally:
                for page in self.pages:
                    page.context.close()
                self.site.stop()

    def open_pages(self) -> None:
        for path in PAGES:
            page = self.new_page()
            self.trouble.append((path, watch(page, path)))
            self.pages.append(page)

    def new_page(self, port: int = 0) -> Page:
        page = self.browser.new_context(base_url=f"http://127.0.0.1:{port or self.line.port}").new_page()
        page.set_default_timeout(30_000)
        return page

    def heal(self) -> None:
        """After a test that failed half-way: everything runs again."""
        self.point.unlink(missing_ok=True)
        self.line.heal()
        self.database.free()
        for program in self.programs:
            if program.running:
                program.thaw()
            else:
                program.start()
        self.site.start()

    # What is true now

    def seq(self) -> int:
        with self.database.connect() as connection:
            row = connection.execute("SELECT seq FROM results_tournament WHERE slug = %s", [SLUG]).fetchone()
        assert row
        return int(row[0])

    def stored(self) -> list[tuple[str, str]]:
        """Key and value of every correction in the log."""
        with self.database.connect() as connection:
            found = connection.execute(
                "SELECT key::text, changes->0->'new'->>'time' FROM results_logentry WHERE verb = 'correct'"
            ).fetchall()
        return [(key, f"{float(time):.3f}".replace(".", ",")) for key, time in found]

    def in_order(self, made: list[Decision]) -> list[tuple[int, Decision]]:
        """These decisions as the log has them, each with its `seq`."""
        by_key = {decision.key: decision for decision in made}
        with self.database.connect() as connection:
            rows = connection.execute("SELECT seq, key::text FROM results_logentry ORDER BY seq").fetchall()
        return [(seq, by_key[key]) for seq, key in rows if key in by_key]

    def skaters(self) -> list[str]:
        with self.database.connect() as connection:
            found = connection.execute(
                "SELECT k.slug FROM results_start s JOIN results_event e ON e.id = s.event_id "
                "JOIN results_skater k ON k.id = s.skater_id "
                "WHERE e.slug = 'M-500' AND s.run = 1 AND s.status = 'finished' ORDER BY k.slug"
            ).fetchall()
        return [slug for (slug,) in found]

    def versions_on_pages(self) -> list[float]:
        return [float(page.evaluate("document.body.dataset.version")) for page in self.pages]

    def states(self) -> list[str]:
        """What the badge of each page says: live, connecting, stale."""
        return [page.evaluate("document.querySelector('[data-badge]').dataset.state") for page in self.pages]

    def all_have(self, version: float) -> bool:
        return self.crowd.all_have(version) and all(shown >= version for shown in self.versions_on_pages())

    def published(self) -> bool:
        """Whether what is published is the newest, and everybody has it."""
        with self.database.connect() as connection:
            row = connection.execute(
                "SELECT t.seq, p.seq, p.step FROM results_publication p "
                "JOIN results_tournament t ON t.id = p.tournament_id WHERE t.slug = %s",
                [SLUG],
            ).fetchone()
        assert row
        return bool(row[0] == row[1] and self.all_have(version_of(row[1], row[2])))

    # What happens

    @contextmanager
    def under_way(self, fault: str, within: float, *, between: float = BETWEEN) -> Iterator["Race"]:
        """Officials post while the body does its worst; at the end all promises are held against what is."""
        self.heal()
        with self.complaints():
            race = Race(self, Row(fault), within)
            self.rows.append(race.row)
            self.recorders += 1
            for official in race.recorder.officials:
                official.between = between
            race.recorder.start()
            race.recorder.wait_until_each_posts()
            try:
                yield race
            finally:
                race.recorder.stop()
            race.settle()
        race.row.check()

    @contextmanager
    def complaints(self) -> Iterator[None]:
        """Pages that reload or complain in between; what the browser says of a line that fails is no complaint."""
        before = {path: len(lines) for path, lines in self.trouble}
        yield
        for path, lines in self.trouble:
            said = [line for line in lines[before[path] :] if "Failed to load resource" not in line]
            assert said == [], f"{path}: {said}"
