"""A scenario is read from an address and changes the document; the same rules say what follows from it."""

from itertools import permutations
from typing import Any

from matrix.contest import contest_of
from matrix.selection import select
from okt.picture import Picture, draw
from okt.scenario import Scenario, imagine
from okt.scenario_doubts import doubts
from results.document import Document
from tests.okt.stories import EVENING, real, rewound
from tests.okt.supposed import scenario
from tests.small import _json as small_file

OVER_FIVE = ("M-500", "M-1000", "M-1500", "M-5000", "M-10000", "F-1000")


def drawn(query: str, document: Document) -> Picture:
    return draw(imagine(document, scenario(query, document), "iemand anders").document, "", ())


def holders(picture: Picture, sex: str = "M") -> dict[int, str | None]:
    return {holding.position: holding.skater for holding in picture.teams[sex].selection.positions}


def test_nothing_supposed_is_reality() -> None:
    document = rewound(*EVENING)
    assert not scenario("", document)
    assert imagine(document, Scenario(), "x").document == document


def test_every_event_in_its_real_order_gives_the_real_matrix() -> None:
    before, after = rewound(*EVENING), draw(rewound(*EVENING, *OVER_FIVE), "", ())
    real_order = {
        event: [row.skater for row in after.standings[event].rows if row.place][:3]
        for event in ("M-1000", "M-1500", "M-10000")
    }
    query = "&".join(f"{event}={','.join(order)}" for event, order in real_order.items())
    supposed = drawn(query, before)
    assert holders(supposed) == holders(after)
    assert supposed.teams["M"].selection.selected == after.teams["M"].selection.selected
    ranks = {skater: (one.best_rank, one.worst_rank) for skater, one in supposed.teams["M"].outlooks.items()}
    assert ranks == {s: (one.best_rank, one.worst_rank) for s, one in after.teams["M"].outlooks.items()}


def test_places_that_are_left_open_stay_open_and_go_to_others_only() -> None:
    document = rewound(*EVENING)
    supposed = drawn("M-1000=krol,,verbij", document)
    held = supposed.teams["M"].selection.positions
    by_worth = {
        part.position: (part.event, part.place) for part in document.matrix["M"] if part.event == "M-1000"
    }
    given = {worth: holders(supposed)[number] for number, worth in by_worth.items()}
    assert given == {("M-1000", 1): "thomas-krol", ("M-1000", 2): None, ("M-1000", 3): "kai-verbij"}
    assert next(one.state for one in held if one.skater is None and one.event == "M-1000") == "open"
    assert supposed.teams["M"].outlooks["thomas-krol"].worst_rank == 1


MEN = ("albert", "bram", "cees", "daan")


def test_the_outlook_of_a_scenario_is_what_every_ending_with_that_order_gives() -> None:
    def ends(order: tuple[str, ...]) -> dict[str, str]:
        return {skater: f"{34 + place}.00" for place, skater in enumerate(order)}

    ranks: dict[str, set[int | None]] = {skater: set() for skater in MEN}
    orders = [order for n in range(5) for order in permutations(MEN, n)]
    for short in (order for order in orders if order[:1] == ("bram",)):
        for other in orders:
            ending = two_races({"M-500": ends(short), "M-1000": ends(other)})
            positions = select(contest_of(ending, "M")).positions
            held = {part.skater: part.rank for part in positions if part.skater}
            for skater in MEN:
                ranks[skater].add(held.get(skater))
    outlooks = drawn("M-500=bram", two_races(None)).teams["M"].outlooks
    for skater, found in ranks.items():
        known = [rank for rank in found if rank is not None]
        assert outlooks[skater].best_rank == min(known, default=None), skater
        assert outlooks[skater].worst_rank == (None if None in found else max(known)), skater


def two_races(results: dict[str, dict[str, str]] | None) -> Document:
    """Four men, two events of one run; with `results` both are official."""

    def starts(event: str) -> list[dict[str, Any]]:
        times = (results or {}).get(event, {})
        out = "DNF" if results else "to skate"
        return [
            {"run": 1, "pair": None, "lane": None, "skater": skater, "time": times.get(skater)}
            | {"status": "finished" if skater in times else out}
            for skater in MEN
        ]

    data = small_file("skater", "better", "best", "live")
    data["events"] = [event for event in data["events"] if event["id"] in ("M-500", "M-1000", "F-500")]
    for event in data["events"][:2]:
        event.update(runs=1, counts="single", schedule=[], entries=list(MEN), starts=starts(event["id"]))
        event["status"] = "official" if results else "scheduled"
    worth = (("M-500", 1), ("M-1000", 1), ("M-500", 2), ("M-1000", 2))
    data["matrix"]["M"] = [
        {"position": number, "event": event, "place": place}
        for number, (event, place) in enumerate(worth, start=1)
    ]
    return Document.model_validate(data)


def test_a_stranger_may_win_where_entries_are_not_known() -> None:
    document = rewound(*EVENING)
    imagined = imagine(document, scenario("M-1000=ander,ander,krol", document), "iemand anders")
    picture = draw(imagined.document, "", ())
    assert len(imagined.strangers) == 2
    assert holders(picture)[1] in imagined.strangers
    assert picture.person(holders(picture)[1] or "")["name"] == "iemand anders"


def test_a_disqualification_counts_in_an_official_event_too() -> None:
    document = real()
    assert holders(draw(document, "", ()))[8] == "merijn-scheperkamp"
    supposed = drawn("dq=M-500:merijn-scheperkamp", document)
    assert holders(supposed)[8] == "dai-dai-ntab"


def test_one_run_disqualified_leaves_the_other_standing() -> None:
    supposed = drawn("dq=M-500:2:merijn-scheperkamp", real())
    row = next(row for row in supposed.standings["M-500"].rows if row.skater == "merijn-scheperkamp")
    assert row.time
    assert row.time.ms == 34_640
    assert supposed.teams["M"].outlooks["merijn-scheperkamp"].status == "out"
    assert supposed.teams["M"].outlooks["dai-dai-ntab"].status == "certain"


def test_a_reskate_opens_what_was_official_for_him_alone() -> None:
    document = real()
    before, after = draw(document, "", ()), drawn("overrijden=M-500:2:otterspeer", document)
    assert holders(after) == holders(before)
    ranks = {skater: (one.best_rank, one.worst_rank) for skater, one in after.teams["M"].outlooks.items()}
    assert ranks["hein-otterspeer"] == (6, 7)
    assert ranks["merijn-scheperkamp"] == (6, 8)
    assert after.teams["M"].outlooks["merijn-scheperkamp"].status == "waiting"
    assert after.teams["M"].outlooks["dai-dai-ntab"] == before.teams["M"].outlooks["dai-dai-ntab"]


def test_without_the_two_designations_the_ninth_name_goes_after_all() -> None:
    document = real()
    supposed = drawn("intrekken=kramer,bosker", document)
    assert {"tijmen-snel", "dai-dai-ntab"} <= set(supposed.teams["M"].selection.selected)
    assert "sven-kramer" not in supposed.teams["M"].selection.selected
    assert "sven-kramer" in drawn("", document).teams["M"].selection.selected


def test_a_designation_takes_the_last_free_place() -> None:
    document = rewound(*EVENING)
    assert drawn("aanwijzen=sven-kramer", document).teams["M"].selection.free == 8
    assert drawn("aanwijzen=kramer", document).teams["M"].outlooks["sven-kramer"].status == "designated"


def test_a_position_by_name_is_filled_and_moved() -> None:
    document = rewound(*EVENING)
    assert holders(drawn("naam-M=6:bergsma", document))[6] == "jorrit-bergsma"
    assert holders(drawn("naam-M=6:bergsma&matrix-M=6-2", document))[2] == "jorrit-bergsma"
    imagined = imagine(document, scenario("matrix-M=13>7", document), "x")
    assert [line.was for line in imagined.lines["M"]] == [1, 2, 3, 4, 5, 6, 13, 7, 8, 9, 10, 11, 12, 14, 15]
    assert [part.position for part in imagined.document.matrix["M"]] == list(range(1, 16))


def test_an_order_against_the_times_is_doubted_and_counted() -> None:
    def live(data: dict[str, object]) -> None:
        events = data["events"]
        assert isinstance(events, list)
        next(event for event in events if event["id"] == "M-500")["status"] = "provisional"

    document = rewound(*EVENING, change=live)
    first = scenario("M-500=merijn-scheperkamp,dai-dai-ntab", document)
    assert doubts(document, first) == ()
    found = doubts(document, scenario("M-500=dai-dai-ntab,merijn-scheperkamp", document))
    assert [(fault.skater, fault.number) for fault in found] == [("dai-dai-ntab", 1)]
    assert [fault.number for fault in doubts(document, scenario("M-500=,,scheperkamp", document))] == []
