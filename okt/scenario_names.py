"""Whom and what an address means, in one tournament: ids, or the end of one where that is clear enough."""

from dataclasses import dataclass

from okt.scenario import STRANGER
from results.document import Document, Event, Sex


def N_(sentence: str) -> str:
    """Marks a sentence for translation where it is shown."""
    return sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence about a part of the address; {given}, {name}, {event} and {number} stand for the rest."""

    said: str
    given: str = ""
    event: str | None = None
    skater: str | None = None
    number: int | None = None


class Names:
    """What a tournament knows by name, and the faults found while looking for it."""

    def __init__(self, document: Document) -> None:
        self.sexes: dict[str, Sex] = {skater.id: skater.sex for skater in document.skaters}
        self.events = {event.id: event for event in document.events}
        self.faults: list[Fault] = []

    def fault(
        self,
        said: str,
        given: str = "",
        event: str | None = None,
        skater: str | None = None,
        number: int | None = None,
    ) -> None:
        self.faults.append(Fault(said, given[:60], event, skater, number))

    def skater(self, text: str, sex: str | None = None, given: str | None = None) -> str | None:
        """The skater with this id, or the only one whose id ends in it; None is a fault."""
        given = given or text
        if text in self.sexes:
            if sex in (None, self.sexes[text]):
                return text
            self.fault(N_("“{given}”: {name} komt uit voor het andere geslacht."), given, skater=text)
            return None
        end = f"-{text.casefold()}"
        alike = [id for id, its in self.sexes.items() if text and f"-{id.casefold()}".endswith(end)]
        alike = [id for id in alike if sex in (None, self.sexes[id])]
        if len(alike) == 1:
            return alike[0]
        self.fault(
            N_("“{given}”: zo heten er meer; geef de hele naam.")
            if alike
            else N_("“{given}”: zo heet hier geen schaatser."),
            given,
        )
        return None

    def event(self, text: str, given: str) -> Event | None:
        if text not in self.events:
            self.fault(N_("“{given}”: zo heet hier geen afstand."), given)
        return self.events.get(text)

    def run(self, text: str, event: Event, given: str) -> int | None:
        if text in {str(run) for run in range(1, event.runs + 1)}:
            return int(text)
        self.fault(N_("“{given}”: de {event} heeft die omloop niet."), given, event.id)
        return None

    def starter(self, text: str, event: Event, given: str) -> str | None:
        """A skater who takes part in the event, or may, where its entries are not known."""
        skater = self.skater(text, event.sex, given)
        known = {start.skater for start in event.starts} | set(event.entries or ())
        closed = event.entries is not None or event.status == "official"
        if skater and closed and skater not in known:
            self.fault(N_("{name} doet niet mee aan de {event}."), given, event.id, skater)
            return None
        return skater

    def finisher(self, text: str, event: Event) -> str | None:
        """Who may be given a place: a starter who is not disqualified, or a stranger."""
        if text == STRANGER:
            if event.entries is None:
                return STRANGER
            self.fault(N_("Op de {event} is bekend wie er starten; een ander kan niet."), text, event.id)
            return None
        skater = self.starter(text, event, text)
        gone = {start.run for start in event.starts if start.skater == skater and start.status == "DQ"}
        if skater and gone == set(range(1, event.runs + 1)):
            said = N_("{name} is op de {event} gediskwalificeerd en krijgt daar geen plaats.")
            self.fault(said, text, event.id, skater)
            return None
        return skater
