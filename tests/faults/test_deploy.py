"""A new version during a race: the database is migrated, then one program after the other is restarted behind nginx."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page

from okt.processes import PREPARE, argv
from tests import nginx
from tests.browser.people import watch
from tests.faults.crowd import Crowd
from tests.faults.evening import PAGES, Evening
from tests.faults.officials import Recorder
from tests.faults.race import STILL
from tests.faults.readers import Reader
from tests.programs import Program, accepts, free_port, wait_until
from tests.sites import answers

NEW = "tests.faults.new_version"  # these settings: the same program with one migration more
VIEWERS = 20


@pytest.fixture
def front(evening: Evening, tmp_path: Path) -> Iterator[tuple[int, Program]]:
    """The port of an nginx before two web processes; and the second of those."""
    nginx.binary()
    other_port, port = free_port(), free_port()
    second = Program(
        "web 2", evening.web.command, evening.web.log, {**evening.web.environment, "PORT": str(other_port)}
    )
    # In production the name `web` stands for both addresses.
    servers = " ".join(f"server 127.0.0.1:{one} max_fails=0;" for one in (evening.port, other_port))
    both = f"upstream both {{ {servers} }}"
    types = "include /etc/nginx/mime.types;"
    program = nginx.program(tmp_path, "both", port, tmp_path, {types: f"{types} {both}"})
    try:
        second.start()
        second.wait_for(lambda: answers(f"http://127.0.0.1:{other_port}"))
        program.start()
        program.wait_for(lambda: accepts(port))
        yield port, second
    finally:
        program.stop()
        second.stop()


def shown(page: Page) -> float:
    return float(page.evaluate("document.body.dataset.version"))


def renew(program: Program) -> None:
    program.stop()
    program.environment = {**program.environment, "DJANGO_SETTINGS_MODULE": NEW}
    program.start()


def test_a_new_version_during_a_race(evening: Evening, front: tuple[int, Program], tmp_path: Path) -> None:
    port, second = front
    assert evening.site.forecaster
    with evening.under_way("new version deployed during a race", within=10) as race, ExitStack() as visitors:
        page = evening.new_page(port)
        visitors.callback(page.context.close)
        trouble = watch(page, PAGES[0])
        crowd = visitors.enter_context(Crowd(port, VIEWERS))
        readers = [visitors.enter_context(Reader(port, PAGES, cookie)) for cookie in ("", "mine=1")]
        wait_until(lambda: crowd.all_watch, "all viewers watch through nginx", STILL)
        others = Recorder(port, evening.site.accounts, evening.skaters(), first=4500)
        others.start()
        others.wait_until_each_posts()
        environment = {**evening.web.environment, "DJANGO_SETTINGS_MODULE": NEW}
        migrate = Program("prepare", argv(PREPARE), tmp_path / "prepare.log", environment)
        migrate.start()
        assert migrate.process
        assert migrate.process.wait(120) == 0, migrate.last_lines()
        renew(evening.web)
        evening.web.wait_for(lambda: answers(evening.site.url))
        renew(second)
        second.wait_for(lambda: answers(f"http://127.0.0.1:{second.environment['PORT']}"))
        renew(evening.worker)
        renew(evening.site.forecaster)
        race.over()
        others.wait_until_each_posts()
        others.stop()
        version = evening.seq()
        wait_until(lambda: crowd.all_have(version), "all viewers behind nginx have the newest version", STILL)
        wait_until(lambda: shown(page) >= version, "the page behind nginx shows the newest version", STILL)
        assert trouble == []
        kept = {key for key, _ in evening.stored()}
        assert all(decision.saved and decision.key in kept for decision in others.made)
        # Behind nginx nobody sees an error page: there is always one that answers.
        assert [f"{one.status}: {one.body[:300]}" for one in others.attempts if one.status != 200] == []
        assert [error for reader in readers for error in reader.errors] == []
        # Both web processes stopped, so each stream ended; with a word, and the way back was open.
        assert {status for viewer in crowd.viewers for status in viewer.statuses} == {200}
        assert sum(viewer.broken for viewer in crowd.viewers) == 0
        assert all(viewer.sent_away for viewer in crowd.viewers)
        race.row.notes.append(f"{sum(reader.statuses[200] for reader in readers)} pages read")
        with evening.database.connect() as connection:
            connection.execute("SELECT deployed FROM results_logentry LIMIT 1")
