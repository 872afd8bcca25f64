"""A position is worth one of the places that the editor offers, whichever way it comes."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from matrix import committee as decide
from results.document import Position
from results.log import Refused
from tests.matrix.test_matrix_file import FILE, GOOD, faults, text
from tests.small import by, in_force, small

pytestmark = pytest.mark.django_db


def test_a_place_that_the_editor_does_not_offer_is_refused_in_the_file_and_by_the_verb(
    client: Client, committee: User
) -> None:
    tournament = small(status="scheduled")
    client.force_login(committee)
    assert faults(tournament, GOOD.replace("M-500;2", "M-500;12")) == []
    wrong = "5: ‘{}’ is geen plaats: een getal van 1 tot en met 12, of ‘op naam’."
    for place in ("13", "99", "0"):
        assert faults(tournament, GOOD.replace("M-500;2", f"M-500;{place}")) == [wrong.format(place)]
    response = client.post(FILE, {"text": GOOD.replace("M-500;2", "M-500;99")})
    assert response.status_code == 422
    assert "5 ‘99’ is geen plaats" in text(response)
    with pytest.raises(Refused, match="Positie 1: kies een plaats van 1 tot en met 12"):
        decide.publish_matrix(
            tournament, "M", (Position(position=1, event="M-500", place=13),), "te ver", by(), seen=1
        )
    sent = {"event": ["M-500"], "worth": ["99"], "named": [""], "do": "preview"}
    assert "Positie 1: kies een plaats van 1 tot en met 12." in text(client.post("/commissie/klein/M/", sent))
    assert in_force(tournament)[0] == "M-500/1"
