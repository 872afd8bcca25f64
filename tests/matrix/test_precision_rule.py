"""The committee has hundredths decide, or thousandths again: on its page, and at once on everybody's."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from matrix.tables import load
from okt.archive import store
from okt.tasks import refresh
from okt.verify import differences
from results import jury, stages
from results.document import RuleOptions
from results.log import Refused, Signature
from results.models import LogEntry, Panel, Tournament
from results.times import parse
from results.tournament_file import BadFile, from_json, read, to_json, write
from tests.matrix.rule_changes import changed, options, unlocked
from tests.matrix.test_rules_page import PAGE, sent
from tests.matrix.test_rules_page import text as words
from tests.okt.stories import text
from tests.small import at, by, skated, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def close(db: None) -> Tournament:
    """Albert 34,507, bram 34,503, cees 34,60, daan 34,70; the second runs are still to be skated."""
    tournament = small()
    for skater, time in (("albert", "34,507"), ("bram", "34,503"), ("cees", "34,60"), ("daan", "34,70")):
        skated(tournament, skater, time)
    return tournament


def panel(tournament: Tournament, topic: str) -> Panel:
    refresh(tournament.pk)
    return Panel.objects.get(tournament=tournament, topic=topic)


def standing(tournament: Tournament) -> list[tuple[str, int | None]]:
    rows = panel(tournament, "M-500").data["standing"]["rows"]
    return [(row["skater"]["id"], row["place"]) for row in rows]


def to_hundredths(tournament: Tournament) -> LogEntry:
    unlocked(tournament)
    return changed(tournament, options(tournament, precision="hundredths"), "brief van de bond")


def test_on_the_page_it_is_foreseen_put_in_force_and_published_at_once(
    close: Tournament, client: Client, committee: User
) -> None:
    assert standing(close)[:2] == [("bram", 1), ("albert", 2)]
    assert "34,503" in text(panel(close, "M-500").html["nl"])
    assert panel(close, "matrix-M").data["positions"][0]["skater"]["id"] == "bram"
    client.force_login(committee)
    assert re.search(r'value="thousandths" checked', client.get(PAGE).content.decode())
    unlocked(close)
    form = sent(precision="hundredths")
    foreseen = words(client.post(PAGE, form))
    assert "Gelijke honderdsten delen voortaan de plaats in plaats van dat de duizendste beslist" in foreseen
    assert "De eerste drie van de 500 meter mannen worden 1 Albert van Albert 1 Bram van Bram 3" in foreseen
    assert client.post(f"{PAGE}vastleggen/", form).status_code == 302
    assert re.search(r'value="hundredths" checked', client.get(PAGE).content.decode())
    assert standing(close) == [("albert", 1), ("bram", 1), ("cees", 3), ("daan", 4)]
    event = text(panel(close, "M-500").html["nl"])
    assert "34,50" in event
    assert not re.search(r"34,50\d", event)
    first = panel(close, "matrix-M").data["positions"][0]
    assert (first["skater"], [one["id"] for one in first["tied"]]) == (None, ["albert", "bram"])
    assert list(differences("klein")) == []


def test_everybody_reads_from_what_to_what_where_and_why(close: Tournament) -> None:
    to_hundredths(close)
    said = (
        "De selectiecommissie wijzigt de regels: gelijke honderdsten delen voortaan de plaats in plaats van dat de "
        "duizendste beslist. Daardoor verandert de stand van de 500 m mannen. Reden: brief van de bond."
    )
    assert said in text(panel(close, "changes").html["nl"])
    assert said in text(panel(close, "M-500").html["nl"])
    assert said not in text(panel(close, "M-1000").html["nl"])
    assert (
        "changes the rules: equal hundredths now share the place instead of the thousandth deciding. "
        "That changes the standing of the men’s 500 m. Reason: brief van de bond."
    ) in text(panel(close, "changes").html["en"])
    for sex, moved in (("M", True), ("F", False)):
        notice = text(panel(close, f"matrix-{sex}").html["nl"])
        assert "Gelijke honderdsten delen voortaan de plaats" in notice
        assert ("Daardoor verandert de stand van de 500 m mannen." in notice) is moved
    unlocked(close)
    changed(close, options(close, precision="thousandths"), "toch niet")
    assert (
        "bij gelijke honderdsten beslist voortaan de duizendste in plaats van dat de plaats gedeeld wordt"
        in text(panel(close, "changes").html["nl"])
    )
    assert "between equal hundredths the thousandth now decides" in text(panel(close, "changes").html["en"])


def test_no_start_turns_and_back_again_everything_is_as_it_was(close: Tournament) -> None:
    before = load(close)
    entry = to_hundredths(close)
    assert [change["at"] for change in entry.changes] == [["rules"]]
    assert load(Tournament.objects.get()).events == before.events
    unlocked(close)
    changed(close, options(close, precision="thousandths"))
    assert standing(close)[:2] == [("bram", 1), ("albert", 2)]
    assert load(Tournament.objects.get()) == before
    assert list(differences("klein")) == []


def test_earlier_news_keeps_the_place_of_its_moment(close: Tournament) -> None:
    def places() -> list[tuple[str, int]]:
        news = panel(close, "changes").data["days"][0]["news"]
        return [(one["skater"]["id"], one["place"]) for one in reversed(news) if one["verb"] == "enter_time"]

    before = places()
    assert before[:2] == [("albert", 1), ("bram", 1)]
    to_hundredths(close)
    assert places() == before
    skated(close, "cees", "34,506", run=2)
    assert places() == [*before, ("cees", 1)]
    unlocked(close)
    changed(close, options(close, precision="thousandths"))
    assert places() == [*before, ("cees", 1)], "it came when hundredths decided"
    skated(close, "daan", "34,505", run=2)
    assert places()[-1] == ("daan", 2)


def test_an_official_result_is_turned_only_after_it_was_reopened(close: Tournament) -> None:
    for skater in ("albert", "bram", "cees", "daan"):
        skated(close, skater, "35,00", run=2)
    for stage in ("provisional", "official"):
        stages.set_stage(close, "M-500", stage, by("referee"))
    with pytest.raises(Refused, match="De uitslag van de 500 m mannen is officieel"):
        to_hundredths(close)
    stages.set_stage(close, "M-500", "provisional", by("referee"), reason="gelijk")
    jury.correct(close, at("bram"), "finished", parse("34,49"), "fotofinish", by("referee"))
    stages.set_stage(close, "M-500", "official", by("referee"))
    changed(close, options(close, precision="hundredths"))  # nothing moves now, and it is unlocked still
    assert standing(close)[:2] == [("bram", 1), ("albert", 2)]


def test_at_the_desk_the_digits_mean_what_they_count_for(
    close: Tournament, client: Client, official: User
) -> None:
    client.force_login(official)

    def meaning(time: str) -> str:
        page = client.get("/tafel/klein/M-500/betekenis/", {"run": "2", "skater": "cees", "time": time})
        return re.sub(r"<[^>]+>", "", page.content.decode()).strip()

    assert meaning("34,505") == "34,505 · 2e · 0,002 achter Van Bram · PR −0,10"
    assert "34,502" in words(client.get("/tafel/klein/M-500/"))
    to_hundredths(close)
    assert meaning("34,505") == "34,505 · 1e · gelijk met Van Albert · PR −0,10"
    assert meaning("34,519") == "34,519 · 3e · 0,01 achter Van Albert · PR −0,09"
    desk = words(client.get("/tafel/klein/M-500/"))
    assert "34,49" in desk
    assert "34,502" not in desk


def test_a_personal_record_is_one_by_what_counts() -> None:
    data = to_json(load(small())) | {"slug": "record"}
    data["skaters"][0]["personal_bests"] = {"500": "34.609"}
    tournament = store(from_json(data), Signature("test"))
    skated(tournament, "albert", "34,602")

    def gained() -> list[Any]:
        shown = panel(tournament, "M-500").data
        news = next(one for one in shown["news"] if one["verb"] == "enter_time")
        return [shown["standing"]["rows"][0]["gained"], shown["standing"]["rows"][0]["mark"], news["gained"]]

    assert gained() == [[-7, True], "PR", [-7, True]]
    to_hundredths(tournament)
    assert gained()[:2] == [None, None]
    skated(tournament, "bram", "34,589")
    assert gained() == [[-20, False], "PR", [-20, False]]


def test_the_file_has_it_where_it_is_not_the_okts_own(close: Tournament, tmp_path: Path, capsys: Any) -> None:
    to_hundredths(close)
    first = write(load(Tournament.objects.get()))
    assert json.loads(first)["rules"] == {
        "false_start": "skater",
        "reskate": "better",
        "precision": "hundredths",
    }
    again = read(first).model_copy(update={"slug": "again"})
    assert write(load(store(again, Signature("test")))) == first.replace(
        b'"slug": "klein"', b'"slug": "again"'
    )
    (tmp_path / "close.json").write_bytes(first)
    call_command("selection", str(tmp_path / "close.json"))
    position = json.loads(capsys.readouterr().out)["M"]["positions"][0]
    assert (position["state"], position["tied"]) == ("tied", ["albert", "bram"])


OLDER = [{"false_start": "pair", "reskate": "better"}, {"false_start": "skater", "reskate": "last"}]


@pytest.mark.parametrize("rules", OLDER)
def test_files_and_logs_from_before_there_was_this_rule_stay_as_they_were(rules: dict[str, str]) -> None:
    data = to_json(load(small(status="scheduled"))) | {"slug": "ouder", "rules": rules}
    tournament = store(from_json(data), Signature("test"))
    assert to_json(load(tournament))["rules"] == rules
    entry = changed(tournament, options(tournament, reskate="last", false_start="pair"))
    assert entry.changes[0]["new"] == {"false_start": "pair", "reskate": "last"}
    refresh(tournament.pk)
    assert list(differences("ouder")) == []


def test_another_word_is_a_fault_of_the_file_and_of_the_table() -> None:
    data = to_json(load(small())) | {"rules": {"precision": "tenths"}}
    with pytest.raises(BadFile, match=r"\$.rules.precision"):
        from_json(data)
    assert from_json(data | {"rules": {"precision": "hundredths"}}).rules == RuleOptions(
        precision="hundredths"
    )
    with pytest.raises(IntegrityError, match="tournament_precision"), transaction.atomic():
        Tournament.objects.update(precision="tenths")


def test_a_precision_that_does_not_exist_is_refused_on_the_page(client: Client, committee: User) -> None:
    small(status="scheduled")
    client.force_login(committee)
    response = client.post(f"{PAGE}vastleggen/", sent(precision="tenths") | {"idempotency_key": str(uuid4())})
    assert response.status_code == 422
    assert "niet volledig" in words(response)
