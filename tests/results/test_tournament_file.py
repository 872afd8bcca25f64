"""The contract of docs/tournament-file.md: what is read is written again, and every fault is named at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.tournament_file import BadFile, from_json, read, write

REAL = Path(__file__).parent.parent / "golden" / "okt-2021.json"


def real() -> Any:
    return json.loads(REAL.read_text())


def faults(data: Any) -> list[str]:
    with pytest.raises(BadFile) as bad:
        from_json(data)
    return bad.value.faults


def test_the_real_file_is_written_byte_for_byte() -> None:
    raw = REAL.read_bytes()
    assert write(read(raw)) == raw


def test_all_faults_are_listed_at_once_with_their_path() -> None:
    data = real()
    data["colour"] = "orange"
    data["events"][0]["starts"][0]["time"] = "fast"
    del data["venue"]
    data["matrix"]["M"][2]["plaats"] = 1
    assert faults(data) == [
        "$.venue: missing",
        '$.events[0].starts[0].time: "fast" is not a time; expected "34.45" or "1:07.541"',
        "$.matrix.M[2].plaats: unknown key 'plaats'",
        "$.colour: unknown key 'colour'",
    ]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("skaters.1.id", "antoinette-de-jong", "$.skaters[1].id: 'antoinette-de-jong' stands twice"),
        ("events.0.entries", ["nobody"], "$.events[0].entries[0]: no skater has the id 'nobody'"),
        ("events.0.entries", ["sven-kramer"], "$.events[0].entries[0]: 'sven-kramer' is of the other sex"),
        ("events.0.runs", 2, "$.events[0].counts: 'single' does not go with 2 run(s)"),
        ("events.0.starts.0.run", 2, "$.events[0].starts[0].run: the event has 1 run(s)"),
        ("events.0.starts.0.time", None, "$.events[0].starts[0].time: missing for a skater who finished"),
        (
            "events.0.starts.0.splits",
            ["20.00", "19.00"],
            "$.events[0].starts[0].splits: passage times must go up",
        ),
        (
            "matrix.M.0.position",
            2,
            "$.matrix.M[0].position: expected 1, positions are numbered from 1 without gaps",
        ),
        ("matrix.M.0.event", "F-500", "$.matrix.M[0].event: 'F-500' is of the other sex"),
        ("matrix.M.3.place", 1, "$.matrix.M[3]: ('M-1000', 1) stands twice"),
        ("matrix.M.5.named", "ireen-wust", "$.matrix.M[5].named: 'ireen-wust' is of the other sex"),
        (
            "designations.0.kind",
            "start",
            '$.designations[0]: a designation of kind "start" needs "event" and "place"',
        ),
        ("selection.M.max_designations", 1, "$.designations: 2 for 'M', of 1 allowed"),
        ("start_assignments.0.event", "M-700", "$.start_assignments[0].event: no event has the id 'M-700'"),
        ("slug", "tafel", "$.slug: 'tafel' is an address of the program's own"),
        ("events.0.id", "matrix-M", "$.events[0].id: 'matrix-M' is a word of the program's own"),
        ("skaters.0.last_name", "a\0b", "$.skaters[0].last_name: holds an invisible control character"),
        ("ends_on", "2021-12-01", "$.ends_on: before starts_on"),
        ("starts_on", "2021-02-30", '$.starts_on: "2021-02-30" is not a date; expected "2021-12-27"'),
    ],
)
def test_a_contradiction_is_named_with_its_path(path: str, value: Any, fault: str) -> None:
    data = part = real()
    *way, last = path.split(".")
    for step in way:
        part = part[int(step) if step.isdigit() else step]
    part[int(last) if last.isdigit() else last] = value
    assert fault in faults(data)


def test_a_skater_is_designated_for_one_place_of_an_event() -> None:
    data = real()
    made = {
        "sex": "M",
        "skater": "kai-verbij",
        "kind": "start",
        "event": "M-500",
        "made_on": "2022-01-02",
        "reason": "",
    }
    data["designations"] = [made | {"place": 1}, made | {"place": 2}]
    assert faults(data) == ["$.designations[1]: ('kai-verbij', 'M-500') stands twice"]


def test_two_skaters_cannot_have_one_lane_and_one_skater_cannot_start_twice() -> None:
    data = real()
    starts = data["events"][0]["starts"]
    for start in starts[:2]:
        start.update(pair=1, lane="inner")
    starts.append(dict(starts[2]))
    assert faults(data) == [
        f"$.events[0].starts[{len(starts) - 1}]: '1/ireen-wust' stands twice",
        "$.events[0].starts[1].lane: the inner lane of pair 1 is taken",
    ]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"a":1,"a":2}', b"[" * 100_000, b"NaN", b"9" * 5000]
)
def test_what_is_no_tournament_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(BadFile, match=r"^\$"):
        read(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    whole = part = real()
    while isinstance(part, dict | list) and part:
        keys = list(part) if isinstance(part, dict) else range(len(part))
        key = data.draw(st.sampled_from(list(keys)))
        if not isinstance(part[key], dict | list) or data.draw(st.booleans()):
            part[key] = data.draw(json_values)
            break
        part = part[key]
    try:
        raw = write(from_json(whole))
    except BadFile as bad:
        assert all(fault.startswith("$") for fault in bad.faults)
    else:
        assert write(read(raw)) == raw
