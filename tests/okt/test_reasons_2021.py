"""Every sentence of the real tournament, run by run, in both languages: its numbers counted from the file.

The counting knows nothing of the outlook: who holds a position for good is what the file says of the events that
are over, and what is not over can go to anyone.
"""

from typing import Any

import pytest
from django.utils import translation

from okt import reasons
from okt.picture import Picture, draw
from okt.wording import ordinal
from results.tournament_file import from_json
from tests.matrix.contests import okt_2021_document
from tests.matrix.test_okt_2021_outlook import PROGRAMME, until
from tests.okt.said import SENTENCES, number, read

MOMENTS = [(runs, named) for runs in range(len(PROGRAMME) + 1) for named in (False, True)]


def moment(runs: int, named: bool) -> dict[str, Any]:
    """The file after so many runs of the programme, without designations; the names of the mass start known or not."""
    document = okt_2021_document()
    document["designations"], document["start_assignments"] = [], []
    document["events"] = [until(event, PROGRAMME[:runs]) for event in document["events"]]
    for line in (*document["matrix"]["M"], *document["matrix"]["F"]):
        if "named" in line and not named:
            line["named"] = None
    return document


def held(document: dict[str, Any], sex: str) -> list[str | None]:
    """Who holds each position for good, from above; None while it is open. By sorting the times in the file."""
    holders = []
    for line in sorted(document["matrix"][sex], key=lambda line: line["position"]):
        event = next(event for event in document["events"] if event["id"] == line["event"])
        if "named" in line:
            holders.append(line["named"])
        elif event["status"] != "official":
            holders.append(None)
        else:
            best: dict[str, float] = {}
            for start in event["starts"]:
                if start["time"]:
                    minutes, _, seconds = start["time"].rpartition(":")
                    time = 60 * int(minutes or 0) + float(seconds)
                    best[start["skater"]] = min(time, best.get(start["skater"], time))
            holders.append(sorted(best, key=best.__getitem__)[line["place"] - 1])
    return holders


def check(picture: Picture, skater: str, holders: list[str | None], language: str) -> str:
    data = picture.reason(skater)
    assert data is not None
    with translation.override(language):
        kind, said = read(language, reasons.why(data))
    assert not said.get(
        "kept"
    )  # nothing is provisional: the numbers are about the position that the matrix shows
    free, left = 9, 3
    if skater not in holders:
        first = next((n for n, holder in enumerate(holders) if holder is None), None)
        assert kind == ("hoping" if first is not None else "out")
        if first is not None:  # anyone can take the highest open position, with all above it known
            assert (number(said["best"]), number(said["free"])) == (1 + len(set(holders[:first])), free)
        return kind
    above = holders[: holders.index(skater)]
    names, rest = len({name for name in above if name}), above.count(None)
    worst = 1 + names + rest
    if said.get("free") is not None:
        assert number(said["free"]) == free
    if worst <= free:
        assert kind == ("certain" if worst <= free - left else "certain_unless_designated")
        if kind == "certain":
            assert (number(said["rest"]), number(said["left"])) == (free - left, left)
        else:
            assert number(said["survives"]) == free - worst
        if said["nobody"]:
            assert worst == 1
        elif said["rank"]:  # nothing open that can change it
            assert (rest, number(said["rank"]), number(said["there"])) == (0, worst, names)
        elif said["still"]:
            count = 1 if said["only"] else 2 if said["both"] else number(said["above"])
            assert (count, number(said["still"])) == (len(above), worst) == (names + rest, worst)
            assert said["only"] or number(said["others"]) == count
        else:
            assert (number(said["most"]), number(said["worst"])) == (worst - 1, worst)
        return kind
    if kind == "out":
        assert (rest, number(said["names"])) == (0, names)
        return kind
    assert (1 if said["one"] else number(said["names"])) == names
    if kind == "too low":
        assert (names >= free, number(said["line"])) == (True, 1 + len(above))
        return kind
    opened = 1 if said["only"] else 2 if said["both"] else number(said["all"] or said["open"])
    must = number(said["must"]) if said["open"] else opened
    assert (kind, opened, must) == ("waiting", rest, names + rest - (free - 1))
    assert must <= opened
    assert bool(said["higher"]) == (None in above)
    return kind


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("runs", "named"), MOMENTS)
def test_every_sentence_says_what_counting_gives(runs: int, named: bool, language: str) -> None:
    document = moment(runs, named)
    picture = draw(from_json(document), "", ())
    for sex in "MF":
        holders = held(document, sex)
        for skater in document["skaters"]:
            if skater["sex"] == sex:
                check(picture, skater["id"], holders, language)


def test_every_kind_of_sentence_is_said_in_the_course_of_it() -> None:
    said = set()
    for runs, named in MOMENTS:
        document = moment(runs, named)
        picture = draw(from_json(document), "", ())
        for sex in "MF":
            holders = held(document, sex)
            ids = [skater["id"] for skater in document["skaters"] if skater["sex"] == sex]
            said |= {check(picture, skater, holders, "nl") for skater in ids}
    assert said == set(SENTENCES["nl"])


def evening(skater: str, language: str = "nl") -> tuple[str, list[str]]:
    """What is said of a skater after the men's 500 m, when it is known who is entered on the other distances."""
    document = moment(5, named=True)
    for event in document["events"]:
        whole = next(one for one in okt_2021_document()["events"] if one["id"] == event["id"])
        event["entries"] = sorted({start["skater"] for start in whole["starts"]})
    data = draw(from_json(document), "", ()).reason(skater)
    assert data is not None
    with translation.override(language):
        return reasons.why(data), [reasons.fact(one) for one in data["facts"]]


def test_on_27_december_scheperkamp_can_lose_his_ticket_only_through_designations() -> None:
    assert evening("merijn-scheperkamp") == (
        "Scheperkamp is zeker tenzij aanwijsplek: ook als alle 7 posities boven hem naar 7 anderen gaan, is hij nog de "
        "8e naam. De matrix verdeelt 9 plaatsen. Bij één aanwijzing gaat het nog goed, bij meer niet vanzelf.",
        ["een aanwijzing"],
    )


@pytest.mark.parametrize("skater", ["dai-dai-ntab", "kai-verbij"])
def test_on_27_december_the_others_of_the_podium_hope_for_skaters_who_qualify_twice(skater: str) -> None:
    sentence, facts = evening(skater)
    assert "zit in de wachtkamer" in sentence
    assert "naar al geplaatste schaatsers gaan" in sentence
    assert {"1000 m mannen", "1500 m mannen"} <= set(facts)


def test_on_27_december_otterspeer_has_another_chance_and_mulder_none() -> None:
    sentence, facts = evening("hein-otterspeer")
    assert "heeft nog geen zekere positie in de matrix, maar kan er nog een verdienen" in sentence
    assert facts == ["1000 m mannen", "een aanwijzing"]
    assert evening("ronald-mulder", "en") == (
        "Mulder is out: there is no position in the matrix left that he can reach. Only a designation can still help "
        "him.",
        ["a designation"],
    )


def test_ordinals_are_those_of_the_language() -> None:
    with translation.override("en"):
        assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21)] == [
            "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st",
        ]  # fmt: skip
