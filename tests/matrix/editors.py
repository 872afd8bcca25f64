"""A member of the committee at the editor: reads its form as a browser does, and presses its buttons."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client

Fields = list[tuple[str, str]]


class Editor:
    """`open()` and `press("up:3", reason="…")`; then `page` is the text, `order` the lines, `fields` the form."""

    def __init__(self, client: Client, sex: str = "M", tournament: str = "klein") -> None:
        self.client, self.at = client, f"/commissie/{tournament}/{sex}/"
        self.status, self.html = 0, ""

    def open(self) -> "Editor":
        return self._shown(self.client.get(self.at))

    def press(self, do: str, *, path: str = "", **typed: str) -> "Editor":
        """Sends the whole form after this button; `path="publiceren/"` is where another button goes."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        sent |= {name: [value] for name, value in typed.items()} | {"do": [do]}
        return self._shown(self.client.post(self.at + path, sent))

    @property
    def page(self) -> str:
        words = re.sub(r"<(select|details).*?</\1>", " ", self.html, flags=re.DOTALL)
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", words)))

    @property
    def fields(self) -> Fields:
        reader = _Reader()
        reader.feed(self.html)
        return reader.fields

    @property
    def order(self) -> list[str]:
        """`M-500/1`, or `M-mass-start/daan` by name."""
        columns = (
            [value for name, value in self.fields if name == column] for column in ("event", "worth", "named")
        )
        return [
            f"{event}/{named if worth == 'named' else worth}"
            for event, worth, named in zip(*columns, strict=True)
        ]

    def value(self, name: str) -> str:
        return dict(self.fields)[name]

    def _shown(self, response: Any) -> "Editor":
        self.status, self.html = response.status_code, response.content.decode()
        return self


class _Reader(HTMLParser):
    """The successful controls of the form `draft`, without its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = []
        self.inside, self.select = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = dict(attrs)
        if tag == "form":
            self.inside = part.get("id") == "draft"
        if not self.inside:
            return
        if tag == "input":
            self.fields.append((part["name"] or "", part.get("value") or ""))
        elif tag == "select":
            self.select = part["name"] or ""
            self.fields.append((self.select, ""))
            self.chosen = False
        elif tag == "option" and ("selected" in part or not self.chosen):
            self.chosen = True
            self.fields[-1] = (self.select, part.get("value") or "")
