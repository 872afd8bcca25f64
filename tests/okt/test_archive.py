"""A tournament in the tables is the tournament of its file, and the log is what it follows from."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from matrix.tables import load
from okt.archive import store
from okt.verify import differences
from results import jury, times
from results.log import Refused, Signature
from results.models import Event, FalseStart, Heat, LogEntry, Panel, Skater, Start, Tournament
from results.tournament_file import from_json, read, write
from results.turns import At

REAL = Path(__file__).parent.parent / "golden" / "okt-2021.json"


@pytest.mark.django_db
def test_the_real_file_goes_through_the_tables_byte_for_byte() -> None:
    tournament = store(read(REAL.read_bytes()), Signature("test"))
    assert write(load(tournament)) == REAL.read_bytes()


@pytest.mark.django_db
def test_an_imported_export_is_exported_byte_for_byte() -> None:
    data = json.loads(REAL.read_text())
    data["skaters"][0] |= {
        "personal_bests": {"10000": "13:00.00", "500": "39.10", "1000": "1:14,50"},
        "external_ids": {"knsb": "7", "isu": 309, "b": "x"},
        "bib": 12,
    }
    data["rules"] = {"false_start": "skater", "reskate": "better"}  # the OKT's own: says nothing
    data["selection"] = {"F": data["selection"]["F"], "M": data["selection"]["M"]}
    first = write(load(store(from_json(data), Signature("test"))))
    assert b'"bib": 12' in first
    assert not any(line.startswith(("log", "tables")) for line in differences("okt-2021"))
    again = read(first).model_copy(update={"slug": "again"})
    assert write(load(store(again, Signature("test")))) == first.replace(
        b'"slug": "okt-2021"', b'"slug": "again"'
    )


@pytest.mark.django_db
def test_the_commands_import_and_export_it(tmp_path: Path) -> None:
    call_command("import_tournament", REAL)
    call_command("export_tournament", "okt-2021", output=tmp_path / "out.json")
    assert (tmp_path / "out.json").read_bytes() == REAL.read_bytes()


@pytest.mark.django_db
def test_a_file_with_faults_saves_nothing(tmp_path: Path) -> None:
    data = json.loads(REAL.read_text())
    data["events"][0]["starts"][0]["skater"] = "nobody"
    (tmp_path / "bad.json").write_text(json.dumps(data))
    with pytest.raises(CommandError, match=r"\$\.events\[0\]\.starts\[0\]\.skater"):
        call_command("import_tournament", tmp_path / "bad.json")
    assert not Tournament.objects.exists()
    assert not Skater.objects.exists()


def test_a_tournament_is_not_imported_over_another(tournament: Tournament) -> None:
    with pytest.raises(Refused, match="already"):
        store(load(tournament), Signature("test"))


def _enter(tournament: Tournament, skater: str, typed: str, run: int = 1) -> LogEntry:
    return jury.enter_time(tournament, At("M-500", run, skater), times.parse(typed), Signature("official"))


def test_the_log_is_append_only_in_the_database_too(tournament: Tournament) -> None:
    entry = _enter(tournament, "kai-verbij", "3456")
    columns = ", ".join(f'"{field.column}"' for field in LogEntry._meta.concrete_fields)
    around = {
        "sqlite": f"REPLACE INTO results_logentry ({columns}) SELECT {columns} FROM results_logentry",  # noqa: S608
        "postgresql": "TRUNCATE results_logentry",
    }[connection.vendor]
    for forbidden in (
        "UPDATE results_logentry SET by = 'somebody else'",
        "DELETE FROM results_logentry",
        around,
    ):
        connection.check_constraints()  # nothing deferred stands in the way of the attempt
        with (
            connection.cursor() as cursor,
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
        ):
            cursor.execute(forbidden)
    assert LogEntry.objects.get(pk=entry.pk).by == "official"


def test_the_log_has_no_gaps_not_even_after_a_refusal(tournament: Tournament) -> None:
    _enter(tournament, "kai-verbij", "3456")
    with pytest.raises(Refused):
        _enter(tournament, "kai-verbij", "3457")
    _enter(tournament, "thomas-krol", "3469")
    assert list(LogEntry.objects.values_list("seq", flat=True)) == [1, 2, 3]


def test_the_database_holds_what_it_can(tournament: Tournament) -> None:
    event = Event.objects.get(slug="M-500")
    start = Start.objects.filter(event=event, run=1).select_related("heat", "skater")[0]
    heat = start.heat
    other = Skater.objects.get(slug="sven-kramer")
    wrong: list[Callable[[], object]] = [
        lambda: Start.objects.create(event=event, run=1, skater=start.skater),
        lambda: Start.objects.create(event=event, run=1, skater=other, heat=heat, lane=start.lane),
        lambda: Start.objects.create(event=event, run=1, skater=other, status="finished"),
        lambda: Start.objects.create(event=event, run=1, skater=other, status="finished", time_ms=0),
        lambda: Start.objects.create(event=event, run=1, skater=other, status="vanished"),
        lambda: Heat.objects.create(event=event, run=1, number=heat.number if heat else 1),
        lambda: FalseStart.objects.create(start=start, number=0),
        lambda: LogEntry.objects.create(
            tournament=tournament,
            seq=1,
            key=uuid.uuid4(),
            verb="x",
            at=timezone.now(),
            by="x",
            changes=[],
        ),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_verify_names_the_first_difference(tournament: Tournament) -> None:
    _enter(tournament, "kai-verbij", "3456")
    from okt.tasks import refresh

    refresh(tournament.pk)
    assert list(differences("okt-2021")) == []
    Start.objects.filter(event__slug="M-500", skater__slug="kai-verbij", run=1).update(time_ms=34_460)
    first, *_ = differences("okt-2021")
    assert first == "tables.events[9].starts[6].time: the log says '34.56', found '34.46'"


def test_what_an_older_program_published_is_drawn_anew(tournament: Tournament) -> None:
    from okt.tasks import refresh, republish

    refresh(tournament.pk)
    Panel.objects.filter(topic="matrix-M").update(data={"old": True}, html={"nl": "oud", "en": "old"})
    assert "panel matrix-M" in next(differences("okt-2021"))
    republish(tournament.pk)
    assert list(differences("okt-2021")) == []
    assert Panel.objects.get(topic="matrix-M").html["nl"] != "oud"


def test_verify_looks_at_what_people_see(tournament: Tournament) -> None:
    from okt.tasks import refresh

    refresh(tournament.pk)
    panel = Panel.objects.get(topic="matrix-M")
    Panel.objects.filter(pk=panel.pk).update(html={"nl": "onzin", "en": panel.html["en"]})
    assert list(differences("okt-2021")) == [
        "panel matrix-M: its page in 'nl' is not what follows from its data"
    ]
    Panel.objects.filter(pk=panel.pk).update(html=panel.html, seq=999)
    assert list(differences("okt-2021")) == ["panel matrix-M: at version 999, though only 1 is published"]
