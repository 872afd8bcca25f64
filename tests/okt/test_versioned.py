"""Static files are asked for once, and never stay old."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import Client

from okt.archive import store
from okt.versioned import FOR_EVER, version_of
from results.log import Signature
from tests.okt.stories import EVENING, rewound
from tests.programs import ROOT

# What a phone fetches for its first page, packed: page, styles, scripts, icons.
MOST_BYTES_OF_A_VISIT = 40_000


def test_an_address_has_the_version_of_its_file() -> None:
    assert re.fullmatch(r"/static/okt\.css\?v=[0-9a-f]{8}", static("okt.css"))
    assert static("okt.css") != static("public.css").replace("public.css", "okt.css")
    assert static("nowhere.css") == "/static/nowhere.css"


def test_another_content_is_another_address(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG = True
    monkeypatch.setattr("okt.versioned.finders.find", lambda name: str(tmp_path / name))
    (tmp_path / "okt.css").write_text("a")
    first = version_of("okt.css")
    (tmp_path / "okt.css").write_text("b")
    assert version_of("okt.css") != first


@pytest.mark.django_db
def test_what_has_its_version_may_be_kept_for_ever_and_nothing_else(client: Client) -> None:
    def kept(address: str) -> str:
        response = client.get(address)
        assert response.status_code == 200
        response.close()
        return str(response["Cache-Control"])

    assert kept(static("okt.css")) == FOR_EVER
    assert kept(static("vendor/idiomorph.min.js")) == FOR_EVER
    assert kept("/static/okt.css") == "max-age=60, public"
    assert kept("/static/okt.css?v=00000000") == "max-age=60, public"


@pytest.mark.django_db
def test_a_first_visit_is_light_on_a_phone(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        store(rewound(*EVENING), Signature("test"))
    for page in ("/okt-2021/", "/okt-2021/matrix/", "/okt-2021/M-500/"):
        body = client.get(page).content
        names = set(re.findall(r'(?:src|href)="/static/([^"?#]+)\?v=[0-9a-f]{8}', body.decode()))
        assert {"okt.css", "public.css", "live.js", "vendor/idiomorph.min.js"} <= names
        assert f'"/static/{min(names)}"' not in body.decode()
        parts = [body, *((ROOT / "static" / name).read_bytes() for name in names)]
        assert sum(len(gzip.compress(part)) for part in parts) < MOST_BYTES_OF_A_VISIT
