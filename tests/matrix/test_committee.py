"""What the committee decides: what each verb does, what it refuses, and that nothing is done twice."""

from datetime import date

import pytest

from matrix import committee as decide
from matrix.models import Designation, MatrixVersion
from results.document import Position
from results.log import Refused
from results.models import LogEntry, Tournament
from tests.small import by, in_force, last, places, small

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small(status="scheduled")


def test_a_published_matrix_is_the_next_version_and_the_old_one_stays(tournament: Tournament) -> None:
    new = places("M-1000/1", "M-500/1", "M-mass-start/", "M-500/2")
    entry = decide.publish_matrix(tournament, "M", new, "tijden in Salt Lake", by("committee"), seen=1)
    assert in_force(tournament) == ["M-1000/1", "M-500/1", "M-mass-start/None", "M-500/2"]
    assert MatrixVersion.objects.filter(sex="M").count() == 2
    assert (entry.verb, entry.reason) == ("publish_matrix", "tijden in Salt Lake")


def test_publishing_twice_with_one_key_is_one_version(tournament: Tournament) -> None:
    signature = by("committee")
    for _ in range(2):
        decide.publish_matrix(tournament, "M", places("M-500/1"), "besluit", signature, seen=1)
    assert (MatrixVersion.objects.filter(sex="M").count(), LogEntry.objects.count()) == (2, 2)


def test_a_draft_of_an_older_version_is_refused(tournament: Tournament) -> None:
    decide.publish_matrix(tournament, "M", places("M-500/1"), "besluit", by(), seen=1)
    with pytest.raises(Refused, match="Iemand anders"):
        decide.publish_matrix(tournament, "M", places("M-500/2"), "besluit", by(), seen=1)


@pytest.mark.parametrize(("positions", "match"), [
    (places("F-500/1"), "hoort niet"), (places("M-9000/1"), "hoort niet"), (places("M-500/1", "M-500/1"), "hoger"),
    (places("M-mass-start/eva"), "rijdt niet"), (places("M-mass-start/niemand"), "doet niet mee"),
    ((Position(position=2, event="M-500", place=1),), "van 1 af"),
    (places("M-500/1", "M-1000/1", "M-mass-start/", "M-500/2"), "niets veranderd"), ((), "ten minste één positie"),
])  # fmt: skip
def test_a_matrix_that_cannot_be_is_refused(
    tournament: Tournament, positions: tuple[Position, ...], match: str
) -> None:
    with pytest.raises(Refused, match=match):
        decide.publish_matrix(tournament, "M", positions, "besluit", by())
    assert LogEntry.objects.count() == 1


def test_a_holder_is_named_and_taken_back(tournament: Tournament) -> None:
    decide.name_holder(tournament, "M", 3, "daan", "wereldbekers", by())
    assert in_force(tournament)[2] == "M-mass-start/daan"
    decide.name_holder(tournament, "M", 3, None, "geblesseerd", by())
    assert in_force(tournament)[2] == "M-mass-start/None"


@pytest.mark.parametrize(("number", "skater", "match"), [
    (1, "daan", "niet op naam"), (9, "daan", "niet op naam"), (3, None, "niets veranderd"), (3, "eva", "rijdt niet"),
    (3, "niemand", "doet niet mee"),
])  # fmt: skip
def test_a_holder_who_cannot_be_is_refused(
    tournament: Tournament, number: int, skater: str | None, match: str
) -> None:
    with pytest.raises(Refused, match=match):
        decide.name_holder(tournament, "M", number, skater, "besluit", by())


def test_a_designation_for_the_team_and_its_withdrawal(tournament: Tournament) -> None:
    decide.designate(tournament, "daan", "ploegenachtervolging", NEW_YEAR, by())
    row = Designation.objects.get()
    assert (row.kind, row.skater.slug, row.made_on) == ("team", "daan", NEW_YEAR)
    decide.withdraw_designation(tournament, row.pk, "ziek", by())
    assert not Designation.objects.exists()
    assert last(tournament).reason == "ziek"


def test_withdrawing_twice_with_one_key_is_one_entry(tournament: Tournament) -> None:
    decide.designate(tournament, "daan", "ploegenachtervolging", NEW_YEAR, by())
    row, signature = Designation.objects.get(), by()
    for _ in range(2):
        decide.withdraw_designation(tournament, row.pk, "ziek", signature)
    assert LogEntry.objects.count() == 3


def test_a_designation_for_a_start_place(tournament: Tournament) -> None:
    decide.designate(tournament, "daan", "pech bij de start", NEW_YEAR, by(), "M-500", 2)
    row = Designation.objects.get()
    assert (row.kind, row.event and row.event.slug, row.place) == ("start", "M-500", 2)


@pytest.mark.parametrize(("skater", "reason", "event", "place", "match"), [
    ("daan", " ", None, None, "reden"), ("niemand", "x", None, None, "doet niet mee"),
    ("daan", "x", "F-500", 1, "geslacht"), ("daan", "x", "M-9000", 1, "geslacht"),
    ("daan", "x", "M-500", 3, "1 tot en met 2"), ("daan", "x", "M-500", None, "startplek"),
])  # fmt: skip
def test_a_designation_that_cannot_be_is_refused(
    tournament: Tournament, skater: str, reason: str, event: str | None, place: int | None, match: str
) -> None:
    with pytest.raises(Refused, match=match):
        decide.designate(tournament, skater, reason, NEW_YEAR, by(), event, place)


def test_there_are_no_more_designations_than_the_tournament_has(tournament: Tournament) -> None:
    decide.designate(tournament, "daan", "een", NEW_YEAR, by())
    with pytest.raises(Refused, match="Alle 1 aanwijsplekken"):
        decide.designate(tournament, "cees", "twee", NEW_YEAR, by())
    decide.designate(tournament, "eva", "de vrouwen hebben hun eigen", NEW_YEAR, by())
