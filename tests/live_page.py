"""The smallest page that live.js can keep up to date, from a real server, under the strictest policy."""

import json
from typing import Any
from urllib.parse import parse_qs

from tests.live_server import Database, LiveServer
from tests.programs import ROOT

SLUG = "okt-2021"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'self'"
PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>500 meter</title>
<link rel="stylesheet" href="/static/okt.css">
<script defer src="/static/vendor/idiomorph.min.js"></script>
<script defer src="/static/live.js"></script></head>
<body data-live="/live/okt-2021/" data-lang="nl" data-version="{version}">
<p data-badge data-state="live" data-live-text="live" data-connecting-text="opnieuw verbinden"
 data-stale-text="verouderd sinds" data-paused-text="gepauzeerd"><span data-badge-text>live</span>
 <time data-badge-time>00:00:00</time></p>
<button data-pause aria-pressed="false" hidden>Pauzeer</button>
<p data-announce aria-live="polite"></p>
<section data-topic="M-500">{event}</section>
<section data-topic="matrix-M">{matrix}</section>
<p>Versie <span data-version-text>{version}</span></p>
</body></html>"""


class LivePage(LiveServer):
    """Serves the page at /, live.js and what it needs, and the panels as data."""

    def __init__(self, database: Database, **options: Any) -> None:
        options = {"look_every": 0.1, "beat_every": 5.0} | options
        super().__init__(panels_since=database.panels_since, **options)
        self.database = database
        self.polls: list[int] = []
        self.old = 0  # seconds, as the panels say of themselves

    def answer(self, scope: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        path: str = scope["path"]
        if path.startswith("/static/"):
            kind = "text/css" if path.endswith(".css") else "text/javascript"
            return 200, {"content-type": kind}, (ROOT / path.lstrip("/")).read_bytes()
        if path == f"/panels/{SLUG}/":
            return self.panels(scope)
        if path != "/":
            return 404, {}, b""
        panels = self.database.panels[SLUG]
        html = {topic: panels[topic]["html"]["nl"] for topic in ("M-500", "matrix-M")}
        text = PAGE.format(version=self.database.versions[SLUG], event=html["M-500"], matrix=html["matrix-M"])
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": POLICY}
        return 200, headers, text.encode()

    def panels(self, scope: Any) -> tuple[int, dict[str, str], bytes]:
        asked = parse_qs(scope["query_string"].decode())
        version = self.database.versions[SLUG]
        status = 304 if (b"if-none-match", f'"{version}"'.encode()) in scope["headers"] else 200
        self.polls.append(status)
        if status == 304:
            return 304, {"okt-behind": f"{self.old}"}, b""
        panels = {
            topic: {"seq": panel["seq"], "html": panel["html"][asked["lang"][0]]}
            for topic, panel in self.database.panels[SLUG].items()
            if topic in asked["topics"][0].split(",")
        }
        said = {"etag": f'"{version}"', "okt-behind": f"{self.old}"}
        return 200, said, json.dumps({"seq": version, "panels": panels}).encode()


def event(news: str, *rows: tuple[str, str]) -> str:
    """A panel as pages make them: rows with an id and a key, and one sentence of news."""
    lines = "".join(
        f'<tr id="row-{skater}" data-key="{skater}" data-value="{time}"><th><a id="a-{skater}" href="#">{skater}</a>'
        f"</th><td>{time}</td></tr>"
        for skater, time in rows
    )
    return (
        f"<p data-news>{news}</p><details><summary>Uitleg</summary>tekst</details>"
        f'<input id="zoek"><table><tbody>{lines}</tbody></table>'
    )
