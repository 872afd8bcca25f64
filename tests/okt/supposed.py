"""Scenarios for tests, as an address writes them."""

from okt.scenario import Scenario
from okt.scenario_query import read
from results.document import Document


def asked(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (part.partition("=") for part in query.split("&")) if name]


def scenario(query: str, document: Document) -> Scenario:
    reading = read(asked(query), document)
    assert reading.faults == (), query
    return reading.scenario
