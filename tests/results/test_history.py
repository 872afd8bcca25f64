"""What a process remembers of a log is what the whole log says, and only what is newer is read."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from results import jury, stages
from results.document import Document
from results.history import MOST_TOURNAMENTS, history_of
from results.log import replay
from results.models import LogEntry, Tournament
from results.tournament_file import from_json
from tests.small import all_skated, at, by, skated, small

pytestmark = pytest.mark.django_db


def from_the_log(tournament: Tournament, seq: int | None = None) -> Document:
    log = list(LogEntry.objects.filter(tournament=tournament).order_by("seq"))
    return from_json(replay({}, log[:seq]))


def asked(tournament: Tournament) -> list[str]:
    """The queries of `history_of`."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        history_of(tournament.pk)
    return [query["sql"] for query in queries.captured_queries]


def test_it_grows_with_the_log_and_every_moment_is_that_of_the_log() -> None:
    tournament = small()
    acts = (
        lambda: jury.call_false_start(tournament, at("bram"), by()),
        lambda: all_skated(tournament),
        lambda: stages.set_stage(tournament, "M-500", "provisional", by("referee")),
        lambda: stages.undo(tournament, history_of(tournament.pk).seq, by("referee"), "vergissing"),
    )
    for act in acts:
        history_of(tournament.pk)
        act()
        assert history_of(tournament.pk).document == from_the_log(tournament)
    for seq in range(1, history_of(tournament.pk).seq + 1):
        assert history_of(tournament.pk).at(seq) == from_the_log(tournament, seq)


def test_events_that_an_entry_left_alone_are_the_same_objects() -> None:
    tournament = small()
    before = history_of(tournament.pk).document
    skated(tournament, "albert", "34,50")
    after = history_of(tournament.pk).document
    kept = [one.id for one, other in zip(before.events, after.events, strict=True) if one is other]
    assert kept == [event.id for event in before.events if event.id != "M-500"]
    assert after.skaters is before.skaters


def test_what_was_read_once_is_not_read_again() -> None:
    tournament = small()
    all_skated(tournament)
    known = history_of(tournament.pk)
    skated_again = stages.undo(tournament, known.seq, by("referee"), "vergissing")
    queries = asked(tournament)
    assert len(queries) == 1
    assert f'"seq" >= {known.seq}' in queries[0]
    assert history_of(tournament.pk).entries[:-1] == known.entries
    assert history_of(tournament.pk).seq == skated_again.seq
    assert history_of(tournament.pk) is history_of(tournament.pk)


def test_a_log_that_went_another_way_is_read_from_its_beginning() -> None:
    tournament = small()
    try:
        with transaction.atomic():
            skated(tournament, "albert", "34,50")
            assert history_of(tournament.pk).seq == 2
            raise RuntimeError
    except RuntimeError:
        assert history_of(tournament.pk).seq == 1
    with transaction.atomic():
        skated(tournament, "albert", "34,50")
        history_of(tournament.pk)
        transaction.set_rollback(True)
    skated(tournament, "bram", "34,60")
    skated(tournament, "cees", "34,70")
    assert history_of(tournament.pk).document == from_the_log(tournament)


def test_a_tournament_without_a_log_is_an_error_and_few_are_remembered() -> None:
    from results.history import _remembered

    with pytest.raises(LogEntry.DoesNotExist):
        history_of(0)
    tournament = small()
    for number in range(MOST_TOURNAMENTS + 2):
        _remembered[-number - 1] = history_of(tournament.pk)
    history_of(tournament.pk)
    assert len(_remembered) <= MOST_TOURNAMENTS
