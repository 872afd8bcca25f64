"""The matrix as a CSV file: what is exported comes in again, and a bad file hears all that is wrong with it at once."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matrix import committee as decide
from matrix import drafts
from matrix.csv_table import LARGEST
from matrix.draft_lines import MOST, Row
from matrix.matrix_file import Read, read, written
from results.models import Event, LogEntry, Skater, Tournament
from tests.matrix.editors import Editor
from tests.small import MEN, by, in_force, small

pytestmark = pytest.mark.django_db
FILE = "/commissie/klein/M/bestand/"
GOOD = """position;event;place;named
1;M-1000;1;
2;M-500;1;
3;M-mass-start;op naam;Daan van Daan
4;M-500;2;
""".replace("\n", "\r\n")
ROWS = (Row("M-1000"), Row("M-500"), Row("M-mass-start", "named", "daan"), Row("M-500", "2"))


@pytest.fixture
def tournament(db: None) -> Tournament:
    return small(status="scheduled")


@pytest.fixture
def room(client: Client, committee: User) -> Client:
    client.force_login(committee)
    return client


def told(tournament: Tournament, data: str | bytes) -> Read:
    data = data.encode() if isinstance(data, str) else data
    skaters = list(Skater.objects.filter(tournament=tournament))
    return read(data, "M", list(Event.objects.filter(tournament=tournament)), skaters)


def faults(tournament: Tournament, data: str | bytes) -> list[str]:
    return [f"{fault.line}: {fault.text}" for fault in told(tournament, data).faults]


def text(response: Any) -> str:
    words = re.sub(r"<(select|details|textarea).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))


@pytest.mark.parametrize("data", [
    GOOD.encode(), b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode("utf-16"), GOOD.replace(";", ",").encode(),
    GOOD.replace(";", "\t").encode(), GOOD.replace("\r\n", "\n").encode(), GOOD.replace("\r\n", "\r").encode(),
    b"sep=;\r\n" + GOOD.encode(), GOOD.rstrip().encode(), (GOOD + "\r\n;;;\r\n").encode(),
    GOOD.replace("M-1000;1;", '"M-1000";"1";""').encode(), GOOD.replace("Daan van Daan", "daan").encode(),
    GOOD.replace("Daan van Daan", "VAN  DAÁN").encode(), GOOD.replace("M-1000", "1.000 m").encode(),
    GOOD.replace("M-mass-start", "massastart").replace("M-500", "500").encode(),
    GOOD.replace("position;event;place;named", "Nr;afstand;plaats;Naam").encode(),
    b"position;event;place;named;note\n4;M-500;2;;x\n2;M-500;1;;\n\n1;M-1000;1;;\n3;M-mass-start;;daan;\n",
])  # fmt: skip
def test_the_same_matrix_is_read_however_it_was_saved(tournament: Tournament, data: bytes) -> None:
    assert told(tournament, data) == Read(ROWS, ())


def test_another_encoding_is_read_and_said(tournament: Tournament) -> None:
    Skater.objects.filter(slug="daan").update(last_name="Daniël")
    found = told(tournament, GOOD.replace("Daan van Daan", "Daniël").encode("cp1252"))
    assert found.rows == ROWS
    assert "Windows-1252" in found.remarks[0]


def test_all_that_is_wrong_is_said_at_once(tournament: Tournament) -> None:
    Skater.objects.filter(slug__in=["cees", "bram"]).update(first_name="Jan", last_name="Smit")
    bad = """position;event;place;named
1;M-9000;1;
2;F-500;1;
3;M-500;eerste;
een;M-500;2;
3;M-1000;1;
8;M-1000;1;
9;M-1000;;
10;M-1000;2;Daan van Daan
11;M-mass-start;op naam;Piet
12;M-mass-start;op naam;Eva van Eva
13;M-mass-start;op naam;Jan Smit
14;M-mass-start;op naam;;te veel
"""
    assert faults(tournament, bad) == [
        "0: Deze posities ontbreken: 4, 5, 6, 7. Nummer door van 1 af.",
        "2: ‘M-9000’ is geen afstand van dit toernooi. Kies uit: M-500, M-1000, M-mass-start.",
        "3: ‘F-500’ is een afstand van het andere geslacht.",
        "4: ‘eerste’ is geen plaats: een getal van 1 tot en met 12, of ‘op naam’.",
        "5: ‘een’ is geen positie: een getal vanaf 1.",
        "6: Positie 3 staat er al, op regel 4.",
        "7: Deze plaats op deze afstand staat er al, op regel 6.",
        "8: De plaats ontbreekt: een getal van 1 tot en met 12, of ‘op naam’.",
        "9: Hier staan een plaats én een naam: maak een van beide leeg.",
        "10: ‘Piet’ doet niet mee aan dit toernooi: kijk de naam na.",
        "11: ‘Eva van Eva’ rijdt niet bij deze matrix.",
        "12: Meer dan één schaatser heet ‘Jan Smit’: Jan Smit (bram), Jan Smit (cees)."
        " Zet er het id, tussen haakjes, voor in de plaats.",
        "13: Hier staan meer vakken dan er kolommen zijn.",
    ]


@pytest.mark.parametrize(("data", "said"), [
    (b"", "0: Er staat niets in"), (b" \r\n\n", "0: Er staat niets in"),
    (b"PK\x03\x04rest", "0: Dit is geen CSV. Kies in Excel"), (b"\x00\x01\x02", "0: Dit is geen tekst"),
    (b"\x81\x8d\x8f", "0: Deze tekens zijn niet te lezen"), (b"\xff\xfe\x00\xd8", "0: Deze tekens zijn niet te lezen"),
    (b"x" * (LARGEST + 1), "0: Dit bestand is te groot"), (b"hallo", "0: De eerste regel moet de kolommen noemen"),
    (b"1;M-500;1;\n", "0: De eerste regel moet de kolommen noemen: position;event;place;named"),
    (b"position;event;place\n1;M-500;1\n", "1: De kolom ‘named’ ontbreekt"),
    (b"position;event;place;named;naam\n1;M-500;1;;\n", "1: De kolom ‘named’ staat er twee keer"),
    (b"position;event;place;named\n", "0: Onder de eerste regel staat geen enkele positie"),
    (b'position;event;place;named\n1;"M-500;1;\n2;M-500;2;\n', "2: Hier staat een aanhalingsteken verkeerd"),
    (b'position;event;place;named\n1;M-500;1;\n\n2;"M-5"00;2;\n', "4: Hier staat een aanhalingsteken verkeerd"),
    (b"position;event;place;named\n" + b"1;M-500;1;\n" * (MOST + 1), f"{MOST + 2}: Te lang: een matrix heeft"),
    (b"position;event;place;named\n1;M-500;1;\n999;M-500;2;\n", "3: Te lang: een matrix heeft hoogstens"),
])  # fmt: skip
def test_what_is_no_such_file_hears_why(tournament: Tournament, data: bytes, said: str) -> None:
    assert any(one.startswith(said) for one in faults(tournament, data)), faults(tournament, data)


LINES = st.lists(
    st.tuples(st.sampled_from(["M-500", "M-1000", "M-mass-start"]), st.sampled_from([*"1234", "named"])),
    max_size=15,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    LINES,
    st.sampled_from([*MEN, ""]),
    st.sampled_from(";,"),
    st.sampled_from(["=1+1", "@x", "-Jan", "'t", 'a"b;c,d']),
)
def test_what_is_exported_comes_in_again(
    tournament: Tournament, lines: list[tuple[str, str]], named: str, delimiter: str, first: str
) -> None:
    Skater.objects.filter(slug="daan").update(first_name=first)
    worth = dict.fromkeys(line for line in lines if line[1] != "named")
    rows = (*(Row(*line) for line in worth), Row("M-mass-start", "named", named))
    text = written(rows, Skater.objects.filter(sex="M"), delimiter)
    assert not re.search(r'(^|[;,\n"])[=+@\t-]', text)
    assert told(tournament, text) == Read(rows, ())


def test_namesakes_are_exported_by_id(tournament: Tournament) -> None:
    Skater.objects.filter(slug__in=["cees", "bram"]).update(first_name="Jan", last_name="Smit")
    rows = (Row("M-mass-start", "named", "cees"),)
    text = written(rows, Skater.objects.filter(sex="M"), ";")
    assert text.endswith("1;M-mass-start;op naam;cees\r\n")
    assert told(tournament, text).rows == rows
    with translation.override("en"):
        text = written(rows, Skater.objects.filter(sex="M"), ";")
    assert text.endswith("1;M-mass-start;by name;cees\r\n")
    assert told(tournament, text).rows == rows


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200), st.text(alphabet="12;,\"'\n\r\t=MF-50 op naam\ufeffé²\x0b", max_size=120)
    ),
    st.booleans(),
)
def test_whatever_is_brought_is_answered_in_words(
    tournament: Tournament, room: Client, junk: bytes | str, head: bool
) -> None:
    data = junk.encode() if isinstance(junk, str) else junk
    data = b"position;event;place;named\n" + data if head else data
    assert room.post(FILE, {"file": named(data)}).status_code in {200, 422}
    assert room.post(FILE, {"text": data.decode("latin-1")}).status_code in {200, 422}


def named(data: bytes, name: str = "matrix.csv") -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


@pytest.mark.parametrize("fields", [{}, {"file": "geen bestand"}, {"file": ["a", "b"]}])
def test_a_form_without_a_file_is_answered_in_words(
    tournament: Tournament, room: Client, fields: dict[str, Any]
) -> None:
    response = room.post(FILE, fields)
    assert response.status_code == 422
    broken = room.post(FILE, b"--x\r\nraar", content_type="multipart/form-data; boundary=x")
    assert broken.status_code in {400, 403, 422}


def test_the_export_is_a_file_for_excel_and_any_version_has_one(tournament: Tournament, room: Client) -> None:
    decide.name_holder(tournament, "M", 3, "daan", "wereldbekers", by())
    now = room.get(f"{FILE}matrix.csv")
    assert now["Content-Type"] == "text/csv; charset=utf-8"
    assert now["Content-Disposition"] == 'attachment; filename="matrix-klein-M-2.csv"'
    lines = now.content.decode("utf-8-sig").split("\r\n")
    assert lines[:2] == ["position;event;place;named", "1;M-500;1;"]
    assert lines[3] == "3;M-mass-start;op naam;Daan van Daan"
    first = room.get(f"{FILE}matrix.csv", {"versie": "1", "scheiding": "komma"}).content.decode("utf-8-sig")
    assert "3,M-mass-start,op naam,\r\n" in first
    assert room.get(f"{FILE}matrix.csv", {"versie": "9"}).status_code == 404
    assert room.get(f"{FILE}matrix.csv", {"versie": "²"}).status_code == 404


def test_a_bad_file_changes_nothing_and_its_faults_are_listed(tournament: Tournament, room: Client) -> None:
    response = room.post(FILE, {"text": GOOD.replace("M-1000;1", "M-9000;x")})
    assert response.status_code == 422
    assert "2 dingen kloppen niet" in text(response)
    assert "2 ‘M-9000’ is geen afstand van dit toernooi" in text(response)
    assert "2 ‘x’ is geen plaats" in text(response)
    assert "M-9000;x" in response.content.decode()
    assert drafts.kept(tournament, "M").empty


def test_a_good_file_is_foreseen_becomes_the_draft_and_is_published(
    tournament: Tournament, room: Client
) -> None:
    drafts.begin(tournament, "M", ROWS[:1], "een ander", "anna")
    response = room.post(FILE, {"file": named(GOOD.encode())})
    assert response.status_code == 200
    assert "Het bestand klopt: 4 posities" in text(response)
    assert "1000 m 1e van positie 2 naar 1" in text(response)
    assert "positie 3 voor Daan van Daan" in text(response)
    assert "Er is al een ontwerp, laatst gewijzigd door anna" in text(response)
    assert "Komt erin" in text(response) or "verandert er iets" in text(response)
    assert LogEntry.objects.count() == 1
    sent = {name: [getattr(row, name) for row in ROWS] for name in ("event", "worth", "named")}
    editor = Editor(room)
    editor.html = room.post("/commissie/klein/M/", sent | {"do": "import"}).content.decode()
    assert editor.order == ["M-1000/1", "M-500/1", "M-mass-start/daan", "M-500/2"]
    assert "Zet het terug" in editor.html
    editor.press("", path="publiceren/", reason="uit het bestand")
    assert editor.status == 302
    assert in_force(tournament) == ["M-1000/1", "M-500/1", "M-mass-start/daan", "M-500/2"]


def test_a_file_that_changes_nothing_says_so(tournament: Tournament, room: Client) -> None:
    same = room.get(f"{FILE}matrix.csv").content
    assert "Dit is precies de matrix die nu geldt." in text(room.post(FILE, {"file": named(same)}))
