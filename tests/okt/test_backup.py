"""Back-up and restore: on an empty machine the same log, the same pages; and nothing is thrown away unasked."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import psycopg
import pytest

from tests import sites
from tests.left_out import leave_out
from tests.official_client import Official
from tests.programs import PROGRAMS, ROOT, free_port, wait_until
from tests.services import StartAny, StartSite
from tests.sites import Site

PAGES = ("/", "/matrix/", "/startplekken/", "/verloop/", "/wijzigingen/", "/F-500/", "/schaatser/femke-kok/")
LATE = "from okt.tasks import late_sexes; print(len(late_sexes(1)))"


def pages(site: Site) -> dict[str, bytes]:
    """What everybody sees, once the chances are there too."""
    wait_until(
        lambda: site.manage("shell", "-v", "0", "-c", LATE).strip() == "0", "the chances are there", 90
    )
    found = {}
    for path in PAGES:
        for language in ("", "/en"):
            address = f"{language}/okt-2021{path}"
            with urllib.request.urlopen(site.url + address) as answer:
                found[address] = answer.read()
    return found


def restore(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "restore", *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def backup(site: Site, folder: Path) -> Path:
    said = site.manage("backup", "--to", str(folder))
    assert said.endswith("checked.\n")
    [made] = folder.iterdir()
    assert re.fullmatch(r"okt-2021-v\d+-\d{8}-\d{6}\.zip", made.name)
    assert made.stat().st_mode & 0o777 == 0o600
    return made


@pytest.fixture
def elsewhere() -> Iterator[list[Site]]:
    """Sites on an empty machine; stopped afterwards."""
    started: list[Site] = []
    yield started
    for site in started:
        site.stop()


def empty_machine(request: pytest.FixtureRequest, site: Site, folder: Path) -> dict[str, str]:
    folder.mkdir()
    if not site.redis:
        return sites.surroundings(folder, port=free_port())
    return sites.surroundings(folder, request.getfixturevalue("postgres_url"), site.redis.url, free_port())


def test_on_an_empty_machine_it_is_the_same_site(
    request: pytest.FixtureRequest, any_site: StartAny, tmp_path: Path, elsewhere: list[Site]
) -> None:
    site = any_site()
    assert Official(site, "official").enter("F-500", 1, "femke-kok", "3745").status == 200
    before = pages(site)
    assert b"37,45" in before["/okt-2021/F-500/"]
    made = backup(site, tmp_path / "backups")
    site.stop()

    there = empty_machine(request, site, tmp_path / "there")
    done = restore(there, str(made))
    assert done.returncode == 0, done.stderr
    assert "verify: OK" in done.stdout
    folder = tmp_path / "there"
    again = sites.stack(folder, there, site.redis) if site.redis else sites.embedded(folder, there)
    elsewhere.append(again)
    request.node.stash.setdefault(PROGRAMS, []).extend([again.web])
    again.start()
    assert pages(again) == before
    assert again.manage("verify", "okt-2021").strip() == "OK"
    # Accounts came along, the log goes on where it was, and is guarded as before.
    assert Official(again, "official").enter("F-500", 1, "stollenga", "3800").status == 200
    touched = "from results.models import LogEntry; LogEntry.objects.update(reason='x')"
    refused = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", touched],
        cwd=ROOT,
        env={**os.environ, **there},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "append-only" in refused.stderr


def test_what_is_there_is_only_replaced_when_told(any_site: StartAny, tmp_path: Path) -> None:
    site = any_site()
    made = backup(site, tmp_path / "backups")
    assert Official(site, "official").enter("F-500", 1, "femke-kok", "3745").status == 200
    version = site.manage("export_tournament", "okt-2021")
    site.stop()
    refused = restore(site.environment, str(made))
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    assert site.manage("export_tournament", "okt-2021") == version
    done = restore(site.environment, str(made), "--replace")
    assert done.returncode == 0, done.stderr
    assert "37.45" not in site.manage("export_tournament", "okt-2021")
    assert site.manage("verify", "okt-2021").strip() == "OK"


def make(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    """As docs/operations.md says it. The environment that the tests run in is what make would else see to."""
    program = shutil.which("make") or leave_out("make", "there is no make on this machine")
    return subprocess.run(
        [program, "--no-print-directory", "--old-file=.venv/installed-run", f"PY={sys.executable}", *words],
        cwd=ROOT,
        env={**os.environ, **site.environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_says_the_same_words(embedded_site: StartSite, tmp_path: Path) -> None:
    site = embedded_site()
    folder = tmp_path / "back ups"
    said = make(site, "backup", f"TO={folder}")
    assert said.returncode == 0, said.stderr
    assert said.stdout.endswith("checked.\n")
    [made] = folder.iterdir()
    assert Official(site, "official").enter("F-500", 1, "femke-kok", "3745").status == 200
    site.stop()
    refused = make(site, "restore", f"FILE={made}")
    assert refused.returncode != 0
    assert "--replace" in refused.stderr
    done = make(site, "restore", f"FILE={made}", "REPLACE=1")
    assert done.returncode == 0, done.stderr
    assert "verify: OK" in done.stdout
    assert "37.45" not in site.manage("export_tournament", "okt-2021")


def test_a_file_that_is_not_whole_is_refused_in_words(embedded_site: StartSite, tmp_path: Path) -> None:
    site = embedded_site()
    made = backup(site, tmp_path / "backups")
    whole = made.read_bytes()
    for number, (bytes_, words) in enumerate(
        [
            (whole[: len(whole) // 2], "cannot be read as a backup"),
            (b"not a zip", "cannot be read as a backup"),
            (whole[:4000] + bytes(400) + whole[4400:], "damaged"),
        ]
    ):
        broken = tmp_path / f"broken{number}.zip"
        broken.write_bytes(bytes_)
        refused = restore(site.environment, str(broken), "--replace")
        assert refused.returncode == 1
        assert words in refused.stderr or "cannot be read as a backup" in refused.stderr
        assert "Traceback" not in refused.stderr
    missing = restore(site.environment, str(tmp_path / "nothing.zip"))
    assert "is no file" in missing.stderr
    newer = tmp_path / "newer.zip"
    with ZipFile(made) as old, ZipFile(newer, "w", ZIP_STORED) as new:
        about = old.read("about.json").decode().replace('"0001_initial"', '"9999_of_tomorrow"', 1)
        new.writestr("about.json", about)
        new.writestr("database.sqlite3", old.read("database.sqlite3"))
    assert "A newer version of the program" in restore(site.environment, str(newer), "--replace").stderr
    assert site.manage("verify", "okt-2021").strip() == "OK"


def test_a_backup_of_sqlite_is_not_put_into_postgresql(
    embedded_site: StartSite, postgres_url: str, tmp_path: Path
) -> None:
    made = backup(embedded_site(), tmp_path / "backups")
    refused = restore(sites.surroundings(tmp_path / "there", postgres_url), str(made))
    assert "This is a backup of sqlite, and DATABASE_URL names postgresql" in refused.stderr
    with psycopg.connect(postgres_url) as database:
        row = database.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert row == (0,)


@pytest.mark.parametrize("word", ["", "nowhere.zip"])
def test_without_a_file_the_restore_says_what_to_give(word: str, tmp_path: Path) -> None:
    refused = restore(sites.surroundings(tmp_path), word)
    assert refused.returncode == 1
    assert "give FILE=" in refused.stderr
    assert "Errno" not in refused.stderr


@pytest.mark.parametrize("time", [34_990, 1])
def test_a_backup_of_what_does_not_verify_is_made_and_says_so(
    time: int, embedded_site: StartSite, tmp_path: Path
) -> None:
    site = embedded_site()
    harm = f"from results.models import Start; Start.objects.filter(status='finished').update(time_ms={time})"
    site.manage("shell", "-v", "0", "-c", harm)
    with pytest.raises(AssertionError, match="The backup was made, but verify says"):
        site.manage("backup", "--to", str(tmp_path / "backups"))
    assert len(list((tmp_path / "backups").iterdir())) == 1
