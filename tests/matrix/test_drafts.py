"""Two people edit the draft at once: the second sees the first's change and loses nothing."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrix import committee as decide
from matrix import drafts
from matrix.draft_lines import Row
from matrix.drafts import Saw
from matrix.models import MatrixDraft, MatrixVersion
from okt.verify import differences
from results.models import LogEntry, Tournament
from tests.matrix.editors import Editor
from tests.small import by, in_force, places, small

pytestmark = pytest.mark.django_db
FIRST = ["M-500/1", "M-1000/1", "M-mass-start/", "M-500/2"]


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small(status="scheduled")


@pytest.fixture
def anna(tournament: Tournament) -> Editor:
    return member("anna")


@pytest.fixture
def bart(tournament: Tournament) -> Editor:
    return member("bart")


def member(name: str) -> Editor:
    user = User.objects.create_user(name)
    user.groups.add(Group.objects.get_or_create(name="committee")[0])
    client = Client()
    client.force_login(user)
    return Editor(client).open()


def test_each_move_is_kept_and_another_device_finds_it(tournament: Tournament, anna: Editor) -> None:
    assert "Er is nog geen ontwerp: dit is versie 1" in anna.page
    anna.press("up:3").press("up:2", reason="om de tijden")
    elsewhere = Editor(anna.client).open()
    assert elsewhere.order == ["M-500/1", "M-500/2", "M-1000/1", "M-mass-start/"]
    assert elsewhere.value("reason") == "om de tijden"
    assert "Bewaard. Laatst gewijzigd door anna" in elsewhere.page
    assert in_force(tournament) == ["M-500/1", "M-1000/1", "M-mass-start/None", "M-500/2"]
    assert LogEntry.objects.count() == 1
    assert list(differences("klein")) == []


def test_the_second_is_told_what_the_first_did_and_loses_nothing(anna: Editor, bart: Editor) -> None:
    anna.press("up:3")
    bart.press("up:1")
    assert bart.order == ["M-1000/1", "M-500/1", "M-500/2", "M-mass-start/"]
    assert "anna wijzigde het ontwerp intussen. 500 m 2e van positie 4 naar 3" in bart.page
    anna.press("see")
    assert anna.order == bart.order
    assert "bart wijzigde het ontwerp intussen. 1000 m 1e van positie 2 naar 1" in anna.page
    assert "allebei" not in anna.page + bart.page


def test_what_others_did_stays_told_until_something_is_done(anna: Editor, bart: Editor) -> None:
    anna.press("up:3")
    bart.press("see")
    anna.press("remove:0")
    bart.press("see")
    assert "500 m 2e van positie 4 naar 2" in bart.page
    assert "500 m 1e vervalt, was positie 1" in bart.page
    bart.press("down:0")
    assert "500 m 1e vervalt" in bart.page
    bart.press("down:0")
    assert "vervalt" not in bart.page


def test_where_both_changed_the_same_it_is_said_and_the_second_stands(anna: Editor, bart: Editor) -> None:
    anna.press("up:3").press("up:2").press("up:1")
    bart.press("up:3")
    assert bart.order == ["M-500/1", "M-1000/1", "M-500/2", "M-mass-start/"]
    assert "Jullie veranderden allebei hetzelfde; hier staat wat jij wilde: 500 m, nummer 2" in bart.page


def test_nobody_publishes_what_they_have_not_seen(tournament: Tournament, anna: Editor, bart: Editor) -> None:
    anna.press("up:3")
    bart.press("", path="publiceren/", reason="besluit")
    assert bart.status == 422
    assert "Het ontwerp is intussen gewijzigd" in bart.page
    assert "500 m 2e van positie 4 naar 3" in bart.page
    assert MatrixVersion.objects.filter(sex="M").count() == 1
    bart.press("", path="publiceren/")
    assert bart.status == 302
    assert in_force(tournament)[2] == "M-500/2"


def test_publishing_empties_the_draft_and_who_was_editing_goes_on(
    tournament: Tournament, anna: Editor, bart: Editor
) -> None:
    anna.press("up:3").press("", path="publiceren/", reason="om de tijden")
    assert anna.status == 302
    assert drafts.kept(tournament, "M").empty
    bart.press("down:0")
    assert bart.order == ["M-1000/1", "M-500/1", "M-500/2", "M-mass-start/"]
    assert "anna publiceerde versie 2 van de matrix. om de tijden" in bart.page
    assert drafts.kept(tournament, "M").base == 2
    bart.press("", path="publiceren/", reason="en de 1000")
    assert bart.status == 302
    assert in_force(tournament)[0] == "M-1000/1"


def test_publishing_twice_with_one_key_is_one_version_and_no_draft(
    tournament: Tournament, anna: Editor
) -> None:
    form = anna.press("up:3").html
    for _ in range(2):
        anna.html = form
        anna.press("", path="publiceren/", reason="om de tijden")
        assert anna.status == 302
    assert MatrixVersion.objects.filter(sex="M").count() == 2
    assert drafts.kept(tournament, "M").empty


def test_a_draft_that_was_overtaken_is_brought_together(tournament: Tournament, bart: Editor) -> None:
    bart.press("up:3", reason="bewaar dit")
    theirs = places("M-1000/1", "M-500/1", "M-mass-start/", "M-500/2")
    decide.publish_matrix(tournament, "M", theirs, "om Salt Lake", by("anna"), seen=1)
    bart.press("", path="publiceren/")
    assert bart.status == 422
    assert "anna heeft intussen versie 2 gepubliceerd : om Salt Lake" in bart.page
    assert "1000 m 1e van positie 2 naar 1" in bart.page
    assert "500 m 2e van positie 4 naar 3" in bart.page
    bart.press("merge")
    assert bart.order == ["M-1000/1", "M-500/1", "M-500/2", "M-mass-start/"]
    assert "heeft intussen" not in bart.page
    assert bart.value("reason") == "bewaar dit"
    bart.press("", path="publiceren/")
    assert bart.status == 302


def test_a_draft_that_was_thrown_away_is_put_back(tournament: Tournament, anna: Editor, bart: Editor) -> None:
    anna.press("up:3", reason="om de tijden").press("discard")
    assert anna.order == FIRST
    bart.press("see")
    assert "anna gooide het ontwerp weg." in bart.page
    assert "laatst gewijzigd door anna" in bart.page
    bart.press("restore")
    assert bart.order[2] == "M-500/2"
    assert bart.value("reason") == "om de tijden"
    assert "Het ontwerp dat hier eerst stond" not in bart.page


def test_an_old_version_in_the_place_of_a_draft_can_be_undone(tournament: Tournament, anna: Editor) -> None:
    decide.publish_matrix(tournament, "M", places(*FIRST[:2]), "korter", by(), seen=1)
    anna.open().press("down:0").press("begin:1")
    assert anna.order == FIRST
    assert anna.value("reason") == "Terug naar versie 1"
    anna.press("restore")
    assert anna.order == ["M-1000/1", "M-500/1"]
    anna.press("restore")
    assert anna.order == FIRST


def test_there_is_nothing_to_put_back_after_a_publication(tournament: Tournament, anna: Editor) -> None:
    anna.press("up:3").press("discard").press("up:3").press("", path="publiceren/", reason="zo")
    anna.open().press("restore")
    assert anna.status == 422
    assert "Er is geen ontwerp om terug te zetten" in anna.page


def test_the_state_changes_with_the_draft_and_with_the_tournament(
    tournament: Tournament, anna: Editor
) -> None:
    def state(known: str = "") -> tuple[int, str]:
        response = anna.client.get(f"{anna.at}stand/", headers={"If-None-Match": known})
        return response.status_code, response["ETag"]

    _, first = state()
    assert state(first) == (304, first)
    anna.press("up:3")
    _, second = state(first)
    assert second != first
    decide.designate(tournament, "daan", "besluit", date(2026, 1, 1), by())
    assert state(second)[0] == 200


MOVES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=8
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
def test_two_people_moving_at_once_end_with_one_matrix(
    tournament: Tournament, moves: list[tuple[int, ...]]
) -> None:
    """Each moves lines on what they saw last and sometimes looks; no line is lost or stands twice."""
    MatrixDraft.objects.all().delete()
    start = drafts.kept(tournament, "M")
    seen = [start, start]
    for who, old, new, looks in moves:
        rows = list(seen[who].rows)
        rows.insert(new, rows.pop(old))
        saw = Saw(seen[who].revision, seen[who].base)
        now = drafts.keep(tournament, "M", tuple(rows), "", saw, "ab"[who]).now
        seen[who] = now if looks else seen[who]
        assert sorted(now.rows, key=str) == sorted(start.rows, key=str)
    for who in range(2):
        saw = Saw(seen[who].revision, seen[who].base)
        seen[who] = drafts.keep(tournament, "M", seen[who].rows, "", saw, "ab"[who]).now
    assert seen[0].rows == seen[1].rows


def test_a_name_and_a_move_of_two_people_stand_together(tournament: Tournament) -> None:
    start = drafts.kept(tournament, "M")
    saw, rows = Saw(start.revision, start.base), start.rows
    drafts.keep(tournament, "M", (rows[2], *rows[:2], rows[3]), "", saw, "anna")
    named = (*rows[:2], Row("M-mass-start", "named", "daan"), rows[3])
    both = drafts.keep(tournament, "M", named, "", saw, "bart")
    assert [row.named for row in both.now.rows] == ["daan", "", "", ""]
    assert both.disputed == ()
