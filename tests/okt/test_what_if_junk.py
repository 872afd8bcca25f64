"""Whatever is typed after what if: an answer in words, and never a fault of ours."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okt.archive import store
from results.log import Signature
from results.models import Tournament
from tests.okt.stories import EVENING, rewound, text

PAGE = "/okt-2021/wat-als/"


@pytest.fixture
def evening(django_capture_on_commit_callbacks: Any) -> Tournament:
    with django_capture_on_commit_callbacks(execute=True):
        return store(rewound(*EVENING), Signature("test"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "M-1000=" + "krol," * 3000,
        "x" * 10_000,
        "&".join(f"p{n}=1" for n in range(2000)),
        "M-1000=krol&" * 400,
        "%00=%00&M-1000=%ff%fe&dq=%F0%9F",
        "matrix-M=" + "٣-١," * 40,
        "aanwijzen=krol;verbij&;;;&=&&&==",
    ],
)
def test_an_address_of_any_length_gets_an_answer_in_words(
    client: Client, evening: Tournament, query: str
) -> None:
    for path in (PAGE, f"/en{PAGE}"):
        response: Any = client.get(f"{path}?{query}")
        assert response.status_code in {200, 414}
        said = text(response.content.decode())
        assert "Dit telt niet mee" in said or "This does not count" in said
    unknown: Any = client.get(f"/okt-1999/wat-als/?{query}")
    assert unknown.status_code == 404


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.lists(
        st.tuples(
            st.sampled_from(["M-1000", "M-500", "dq", "overrijden", "naam-M", "matrix-F", "aanwijzen", "reken"])
            | st.text(max_size=4),
            st.sampled_from(["krol", "ander,krol", "M-500:2:verbij", "6:krol", "1-9,3-2", "{name}", "\0"])
            | st.text(max_size=9),
        ),
        max_size=5,
    )
)  # fmt: skip
@pytest.mark.django_db
def test_no_query_is_a_fault_of_ours(
    client: Client, evening: Tournament, query: list[tuple[str, str]]
) -> None:
    response: HttpResponse | Any = client.get(f"{PAGE}?{urlencode(query, errors='surrogatepass')}")
    assert response.status_code in {200, 302}
