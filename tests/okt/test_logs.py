"""The log: one id from the desk to the frames, JSON in production, nothing of a visitor."""

import json
from typing import Any

from tests.official_client import Official
from tests.programs import Program, wait_until
from tests.services import StartSite
from tests.stack import published, worker_of

ID = "f00dfeed-1234-4321-abcd-0123456789ab"


def lines(program: Program) -> list[dict[str, Any]]:
    """Each line of the log that is JSON; a library's warning at the start is not."""
    texts = program.log.read_text().splitlines()
    return [json.loads(text) for text in texts if text.startswith("{")]


def events(program: Program, request_id: str = ID) -> list[str]:
    return [line["event"] for line in lines(program) if line.get("request_id") == request_id]


def test_one_id_leads_from_the_desk_through_the_worker_to_the_frames(stack_site: StartSite) -> None:
    site = stack_site()
    official = Official(site, "official")
    assert official.enter("F-500", 1, "femke-kok", "3745", **{"X-Request-ID": ID}).status == 200
    wait_until(lambda: published(site), "it is published")
    wait_until(lambda: "sent on" in events(site.web), "the web process heard of it")
    # The chances follow a little later, under the same id.
    assert events(site.web)[:2] == ["entry stored", "sent on"]
    assert set(events(worker_of(site))) == {"published"}
    told = next(line for line in lines(worker_of(site)) if line.get("request_id") == ID)
    assert told["tournament"] == "okt-2021"
    assert told["seconds"] > 0
    assert told["level"] == "info"


def test_an_entry_of_a_burst_is_found_by_its_seq_whoever_published_it(stack_site: StartSite) -> None:
    site = stack_site()
    worker_of(site).kill()  # what is published now was asked for by nobody
    official = Official(site, "official")
    ids = {f"{number}{ID[1:]}": skater for number, skater in enumerate(("femke-kok", "jutta-leerdam"))}
    for request_id, skater in ids.items():
        assert official.enter("F-500", 1, skater, "3745", **{"X-Request-ID": request_id}).status == 200
    wait_until(lambda: published(site), "the web process publishes by itself")
    told = [line for line in lines(site.web) if line["event"] == "published"]
    assert not any("request_id" in line for line in told)
    stored = {line["request_id"]: line for line in lines(site.web) if line["event"] == "entry stored"}
    assert set(stored) == set(ids)
    first, second = (stored[request_id] for request_id in ids)
    assert second["seq"] == first["seq"] + 1
    assert all(line["tournament"] == told[-1]["tournament"] == "okt-2021" for line in (first, second))
    assert int(max(line["version"] for line in told)) == second["seq"]


def test_an_id_that_is_none_is_replaced(stack_site: StartSite) -> None:
    site = stack_site()
    official = Official(site, "official")
    hostile = {
        "X-Request-ID": "<script>" * 50,
        "User-Agent": "a-browser-of-somebody/1.0",
        "X-Forwarded-For": "192.0.2.7",
    }
    assert official.enter("F-500", 1, "femke-kok", "3745", **hostile).status == 200
    assert official.ask("/nergens/te/vinden/", None, **hostile).status == 404
    wait_until(lambda: published(site), "it is published")
    [stored] = [line for line in lines(site.web) if line["event"] == "entry stored"]
    assert len(stored["request_id"]) == 32
    assert any(line.get("code") == 404 for line in lines(site.web))
    for program in (site.web, worker_of(site)):
        text = program.log.read_text()
        assert "<script>" not in text
        # Neither where a visitor is nor what with: the proxy's word and this machine's own address.
        assert "192.0.2.7" not in text
        assert "a-browser-of-somebody" not in text
        assert not any("127.0.0.1" in str(line.values()) for line in lines(program))


def test_make_run_logs_lines_that_people_read(embedded_site: StartSite) -> None:
    site = embedded_site()
    assert Official(site, "official").enter("F-500", 1, "femke-kok", "3745").status == 200
    text = site.web.log.read_text()
    assert "entry stored" in text
    assert "published" in text
    assert "{" not in text[text.index("entry stored") :].splitlines()[0]
