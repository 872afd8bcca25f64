"""The desk: what stands in front of the official, what the digits mean, and that nothing typed is lost."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from results import jury, stages
from results.models import LogEntry, Tournament
from tests.small import all_skated, at, by, last, skated, small, start

pytestmark = pytest.mark.django_db
DESK = "/tafel/klein/M-500/"
HTMX = {"HX-Request": "true"}
VERBS = [
    "tijd", "valse-start", "val", "uit", "diskwalificatie", "overrijden", "niet-overrijden", "corrigeren", "ongedaan",
    "status",
]  # fmt: skip


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small()


@pytest.fixture
def desk(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


@pytest.fixture
def chair(referee: User) -> Client:
    client = Client()
    client.force_login(referee)
    return client


def send(client: Client, path: str, skater: str = "albert", run: int = 1, **fields: Any) -> Any:
    headers = fields.pop("headers", {})
    sent = {"idempotency_key": str(uuid4()), "run": run, "skater": skater, "seen": start(skater, run).version}
    return client.post(DESK + path, sent | fields, headers=headers)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def at_the_line(response: Any) -> str:
    """Whose time the field is for."""
    found = re.search(r'aria-label="Tijd van ([^"]+)"', text(response))
    return found[1] if found else ""


def test_without_one_live_event_the_desk_asks_which(db: None, desk: Client) -> None:
    small(status="scheduled")
    response = desk.get("/tafel/")
    assert response.status_code == 200
    assert DESK in text(response)


def test_without_a_tournament_the_desk_says_so(desk: Client) -> None:
    assert "nog geen toernooi" in text(desk.get("/tafel/"))


def test_an_unknown_event_is_not_found(tournament: Tournament, desk: Client) -> None:
    assert desk.get("/tafel/klein/M-9000/").status_code == 404


def test_after_a_time_comes_the_other_lane_and_then_the_next_pair(
    tournament: Tournament, desk: Client
) -> None:
    order = []
    for skater, run in (("albert", 1), ("bram", 1), ("cees", 1), ("daan", 1), ("bram", 2), ("albert", 2)):
        response = send(desk, "tijd/", skater, run, time="3450", headers=HTMX)
        order.append(at_the_line(response).split()[0])
        assert response["OKT-Saved"]
    assert order == ["Bram", "Cees", "Daan", "Bram", "Albert", "Daan"]


def test_without_script_a_time_answers_with_a_redirect_to_the_next(
    tournament: Tournament, desk: Client
) -> None:
    response = send(desk, "tijd/", time="34,50")
    assert (response.status_code, response["Location"]) == (302, DESK)
    assert at_the_line(desk.get(DESK)) == "Bram van Bram"


def test_who_was_chosen_out_of_order_stays_in_front(tournament: Tournament, desk: Client) -> None:
    assert at_the_line(desk.get(DESK + "?run=1&skater=daan")) == "Daan van Daan"
    response = send(desk, "tijd/", "daan", time="3450")
    assert response["Location"] == f"{DESK}?run=1&skater=cees"


def test_the_same_form_twice_is_one_entry(tournament: Tournament, desk: Client) -> None:
    key = str(uuid4())
    for _ in range(3):
        send(desk, "tijd/", time="3450", idempotency_key=key, seen=0)
    assert LogEntry.objects.count() == 2


def test_a_second_false_start_disqualifies_and_the_desk_goes_on(tournament: Tournament, desk: Client) -> None:
    assert at_the_line(send(desk, "valse-start/", headers=HTMX)) == "Albert van Albert"
    assert at_the_line(send(desk, "valse-start/", headers=HTMX)) == "Bram van Bram"
    assert start("albert").status == "DQ"


def test_a_fall_keeps_the_skater_at_the_line(tournament: Tournament, desk: Client) -> None:
    assert at_the_line(send(desk, "val/", headers=HTMX)) == "Albert van Albert"
    assert start("albert").fell


@pytest.mark.parametrize("status", ["DNS", "DNF", "WDR"])
def test_a_word_instead_of_a_time(tournament: Tournament, desk: Client, status: str) -> None:
    send(desk, "uit/", status=status)
    assert start("albert").status == status


def test_a_word_is_refused_while_digits_stand_in_the_field(tournament: Tournament, desk: Client) -> None:
    response = send(desk, "uit/", status="DNF", time="3445")
    assert response.status_code == 422
    assert "‘3445’" in text(response)
    assert 'value="3445"' in text(response)


@pytest.mark.parametrize("typed", ["", "abc", "34,4", "1.75,00", "3445x", "٣٤٤٥", "99999999", "0"])
def test_what_is_no_time_is_refused_in_a_sentence_and_stays_in_the_field(
    tournament: Tournament, desk: Client, typed: str
) -> None:
    response = send(desk, "tijd/", time=typed, headers=HTMX)
    assert (response.status_code, response["OKT-Refused"]) == (422, "1")
    assert 'role="alert"' in text(response)
    assert f'value="{typed}"' in text(response)
    assert LogEntry.objects.count() == 1


def test_a_stale_time_shows_both_and_offers_a_correction(tournament: Tournament, desk: Client) -> None:
    seen = start("albert").version
    skated(tournament, "albert", "34,50")
    response = send(desk, "tijd/", time="3445", seen=seen)
    assert response.status_code == 409
    assert all(
        words in text(response)
        for words in ("34,50", "34,45", "Toch mijn waarde", "Laat staan", 'value="3445"')
    )
    correction = send(desk, "corrigeren/", status="finished", time="3445", reason="eigen klok")
    assert correction.status_code == 302
    assert start("albert").time_ms == 34_450


def test_a_correction_needs_a_reason_and_keeps_what_was_typed(tournament: Tournament, desk: Client) -> None:
    skated(tournament, "albert", "34,56")
    response = send(desk, "corrigeren/", status="finished", time="34,57", was="34,56")
    assert response.status_code == 422
    assert 'value="34,57"' in text(response)


def test_a_correction_to_a_word_ignores_the_time_that_stood_there(
    tournament: Tournament, desk: Client
) -> None:
    skated(tournament, "albert", "34,56")
    sent: dict[str, Any] = {"was": "34,56", "reason": "na protest"}
    assert send(desk, "corrigeren/", status="DNF", time="34,57", **sent).status_code == 422
    assert send(desk, "corrigeren/", status="DNF", time="34,56", **sent).status_code == 302
    assert start("albert").status == "DNF"


def test_a_skater_who_has_finished_opens_a_correction(tournament: Tournament, desk: Client) -> None:
    skated(tournament, "albert", "34,56")
    page = text(desk.get(DESK + "?run=1&skater=albert"))
    assert "corrigeren/" in page
    assert 'value="34,56"' in page
    assert 'id="time"' not in page


def test_undo_says_what_it_will_undo_with_who_and_when(tournament: Tournament, desk: Client) -> None:
    entry = skated(tournament, "albert", "34,56")
    page = text(desk.get(DESK))
    assert re.search(r"Ongedaan maken<small>Van Albert 34,56 · jij · \d\d\.\d\d", page)
    response = desk.post(DESK + "ongedaan/", {"idempotency_key": str(uuid4()), "seq": entry.seq})
    assert response.status_code == 302
    assert start("albert").status == "to skate"


def test_undo_by_an_official_of_a_referees_word_is_refused(tournament: Tournament, desk: Client) -> None:
    entry = jury.disqualify(tournament, at("albert"), "hinderde", by("referee"))
    assert "alleen de scheidsrechter" in text(desk.get(DESK))
    assert (
        desk.post(DESK + "ongedaan/", {"idempotency_key": str(uuid4()), "seq": entry.seq}).status_code == 403
    )


def test_passages_are_kept_and_bad_ones_refused(tournament: Tournament, desk: Client) -> None:
    assert send(desk, "tijd/", time="3450", splits="980 straks").status_code == 422
    assert send(desk, "tijd/", time="3450", splits=" 9,80  24.91 ").status_code == 302
    assert start("albert").splits == ["9.80", "24.91"]


def test_the_desk_speaks_english_too(tournament: Tournament, desk: Client) -> None:
    skated(tournament, "albert", "34,50")
    page = text(desk.get("/en" + DESK))
    assert 'lang="en"' in page
    assert f"/en{DESK}tijd/" in page
    assert "34.50" in page


def test_nothing_on_the_page_is_inline(tournament: Tournament, chair: Client) -> None:
    response = chair.get(DESK)
    assert not re.search(r"<script(?![^>]*src)|<style| style=| on\w+=", text(response))
    assert (
        "script-src" in response["Content-Security-Policy"]
        or "default-src" in response["Content-Security-Policy"]
    )
    assert "no-store" in response["Cache-Control"]


def test_the_desk_asks_the_database_the_same_however_many_skate(
    tournament: Tournament, desk: Client, django_assert_max_num_queries: Any
) -> None:
    all_skated(tournament)
    with django_assert_max_num_queries(25):
        desk.get(DESK)


def test_the_queue_has_the_names_of_everywhere_else(tournament: Tournament, desk: Client) -> None:
    for names in (["Van Cees", "Van Daan"], ["C. van Cees", "D. van Cees"]):
        queue = text(desk.get(DESK)).split('id="queue"')[1]
        assert re.findall(r"data-jump[^>]*>([^<]+)</a>", queue)[:2] == names
        tournament.skaters.filter(slug="daan").update(last_name="van Cees")


def test_an_event_without_pairs_is_entered_skater_by_skater(tournament: Tournament, desk: Client) -> None:
    assert "nog geen startlijst" in text(desk.get("/tafel/klein/M-1000/"))


def test_a_provisional_event_offers_corrections_only(tournament: Tournament, desk: Client) -> None:
    all_skated(tournament)
    stages.set_stage(tournament, "M-500", "provisional", by())
    page = text(desk.get(DESK + "?run=1&skater=bram"))
    assert "corrigeren/" in page
    assert 'id="time"' not in page


def test_the_device_is_in_the_log(tournament: Tournament, desk: Client) -> None:
    send(desk, "tijd/", time="3450", headers={"User-Agent": "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)"})
    assert (last(tournament).device, last(tournament).by) == ("iPad", "official")
