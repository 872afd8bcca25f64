"""What becomes of a start by the rules that differ between editions: false starts and re-skates.

Asked when a decision is made (`jury`), and again for all decisions when a rule changes (`recount`).
"""

from collections.abc import Iterable

from results import times
from results.document import RuleOptions, Start


def after_time(part: Start, time: str, passages: tuple[str, ...], rules: RuleOptions) -> Start:
    """A finish in `time` (as in the file). After a re-skate the better time counts, or the last (`reskate`)."""
    update: dict[str, object] = {"status": "finished", "time": time, "splits": passages}
    if part.reskate == "granted":
        update["reskate"] = "skated"
        if first_time_holds(part, times.parse(time), rules):
            update = {"reskate": "skated"}
    return part.model_copy(update=update)


def after_false_start(part: Start, pair: Iterable[Start], rules: RuleOptions) -> Start:
    """One false start more; the second disqualifies: the skater's own, or of the `pair` (part included) by
    `false_start`. In a re-skate only the skater's own count."""
    made = part.false_starts
    if rules.false_start == "pair" and part.reskate != "granted":
        made = max(made, sum(start.false_starts for start in pair))
    update: dict[str, object] = {"false_starts": part.false_starts + 1}
    if made + 1 >= 2:
        update |= {"status": "DQ", "time": None, "splits": ()}
        if part.reskate == "granted":
            update["reskate"] = "skated"
    return part.model_copy(update=update)


def after_scratch(part: Start, status: str, rules: RuleOptions) -> Start:
    """No time. A re-skate that ends so leaves the first time, unless the last counts; WDR skates none."""
    if part.reskate != "granted":
        return part.model_copy(update={"status": status})
    if rules.reskate == "better" or status == "WDR":
        return part.model_copy(update={"reskate": "skated" if status != "WDR" else None})
    return part.model_copy(update={"reskate": "skated", "status": status, "time": None, "splits": ()})


def first_time_holds(part: Start, again: times.Time, rules: RuleOptions) -> bool:
    """Whether the first time stands although the re-skate has one too."""
    if rules.reskate == "last" or part.status != "finished" or part.time is None:
        return False
    return times.parse(part.time).ms <= again.ms
