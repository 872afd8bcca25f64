"""One file that holds everything, and the way back. A zip with a word about itself beside the database:

    about.json              what it is of: which tournaments at which version, which migrations
    database.sqlite3        a copy of the file, or
    database.pgdump         what pg_dump --format=custom makes: `pg_restore` reads it too

Both databases stay in use meanwhile. The log's guards are no hindrance: SQLite is copied by page, and PostgreSQL puts
triggers back after the rows.
"""

import json
import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from results.models import Tournament

FORMAT = "okt-backup/1"
MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
# Everything or nothing, in one transaction; who holds a table for longer than this stops it.
START_ANEW = "SET lock_timeout = '15s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


class NotPossible(Exception):
    """The sentence says what to do."""


def name_of(about: dict[str, Any]) -> str:
    """`okt-2021-v318-20261227-201500.zip`: of the newest tournament, its version, and when in UTC."""
    what = "-".join(f"{slug}-v{seq}" for slug, seq in list(about["tournaments"].items())[:1]) or "empty"
    return f"{what}-{about['made_at'][:19].translate({45: None, 58: None, 84: '-'})}.zip"


def make(folder: Path) -> Path:
    """The path of a new backup in `folder`; checked, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as place:
        data = Path(place) / MEMBERS[connection.vendor]
        about = (_copy if connection.vendor == "sqlite" else _dump)(data)
        made = Path(place) / "backup.zip"
        with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr("about.json", json.dumps(about, indent=2) + "\n")
            archive.write(data, data.name)
        made.chmod(0o600)
        with made.open("rb") as file:
            os.fsync(file.fileno())
        with opened(made):
            pass
        path = folder / name_of(about)
        made.replace(path)
    return path


def _about() -> dict[str, Any]:
    """What stands in the database as this transaction sees it."""
    newest_first = Tournament.objects.order_by("-starts_on", "-pk")
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "tournaments": dict(newest_first.values_list("slug", "seq")),
        "migrations": sorted(MigrationLoader(connection).applied_migrations),
    }


def _copy(data: Path) -> dict[str, Any]:
    with transaction.atomic():  # writers wait for the milliseconds that it takes, so both are of one moment
        about = _about()
        connection.ensure_connection()
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as now,
            closing(sqlite3.connect(data)) as copy,
        ):
            now.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    return about


def _dump(data: Path) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        about = _about()
        wanted = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--compress=0",
            f"--snapshot={snapshot}",
        ]
        _run("pg_dump", *wanted, f"--file={data}", *_where())
    return about


@contextmanager
def opened(path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """What a backup is of, and its database as a file. Raises NotPossible where it is none, or not whole."""
    try:
        with ZipFile(path) as archive, tempfile.TemporaryDirectory() as place:
            if (broken := archive.testzip()) is not None:
                raise NotPossible(f"{path} is damaged ({broken}); take an older backup.")
            about: dict[str, Any] = json.loads(archive.read("about.json"))
            if about.get("format") != FORMAT:
                raise NotPossible(f"{path} is not a backup of this program ({FORMAT}).")
            data = Path(archive.extract(MEMBERS[about["database"]], place))
            _check(data, about["database"])
            yield about, data
    except (BadZipFile, KeyError, OSError, ValueError, sqlite3.Error) as error:
        raise NotPossible(f"{path} cannot be read as a backup: {error}") from error


def _check(data: Path, vendor: str) -> None:
    if vendor == "postgresql":
        if "TABLE DATA public results_logentry" not in _run("pg_restore", "--list", str(data)):
            raise NotPossible("The log is not in this backup; take an older one.")
        return
    with closing(sqlite3.connect(data)) as copy:
        [said] = copy.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            raise NotPossible(f"The database in this backup is damaged ({said}); take an older one.")


def restore(path: Path, *, replace: bool = False) -> dict[str, Any]:
    """Puts the backup in place of what is in the database, all of it or nothing. Raises NotPossible."""
    with opened(path) as (about, data):
        if about["database"] != connection.vendor:
            raise NotPossible(
                f"This is a backup of {about['database']}, and DATABASE_URL names {connection.vendor}. "
                "Name a database of the same kind; export_tournament and import_tournament go from one to the other."
            )
        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        if newer := [f"{app}.{name}" for app, name in about["migrations"] if f"{app}.{name}" not in known]:
            raise NotPossible(
                f"A newer version of the program made this backup ({newer[0]}); install that one first."
            )
        if not replace and (inside := _inside()):
            raise NotPossible(
                f"There is something in the database already ({inside}). To replace it with the backup: --replace, "
                "or: make restore FILE=… REPLACE=1. Make a backup of it first."
            )
        if connection.vendor == "sqlite":
            connection.close()
            name = connection.settings_dict["NAME"]
            with closing(sqlite3.connect(data)) as copy, closing(sqlite3.connect(name, timeout=15)) as now:
                copy.backup(now)
        else:
            connection.close()
            script = data.with_suffix(".sql")
            _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(data))
            quiet = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
            _run("psql", *quiet, f"--command={START_ANEW}", f"--file={script}", *_where())
    return about


def _inside() -> str:
    tables = connection.introspection.table_names()
    for table in ("results_tournament", "auth_user"):
        if table in tables:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - one of the two names above
                [count] = cursor.fetchone()
            if count:
                return f"{count} in {table}"
    return ""


def _where() -> list[str]:
    login = connection.settings_dict
    given = {"host": login["HOST"], "port": login["PORT"], "username": login["USER"], "dbname": login["NAME"]}
    return [f"--{name}={value}" for name, value in given.items() if value]


def _run(program: str, *words: str) -> str:
    login = {"PGPASSWORD": str(connection.settings_dict["PASSWORD"] or ""), "PGCONNECT_TIMEOUT": "5"}
    try:
        done = subprocess.run(
            [program, *words], env=os.environ | login, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise NotPossible(
            f"The program {program} is not on this machine; it comes with PostgreSQL's own client "
            "(Debian and Ubuntu: the package postgresql-client)."
        ) from None
    if done.returncode:
        raise NotPossible(f"{program} says: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
