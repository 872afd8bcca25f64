"""Times and outcomes as the desk writes them."""

from django import template
from django.utils.translation import get_language

from results import times
from results.log_lines import outcome, stage_name, status_name
from results.models import Event
from results.pairs import Lane

register = template.Library()
register.filter("status_name", status_name)
register.filter("stage_name", stage_name)


@register.filter
def shown(time: times.Time | None) -> str:
    """34,45, with its thousandth where that is known; empty for none."""
    return times.show(time, get_language() or "nl", thousandths=True) if time else ""


@register.filter
def result(lane: Lane) -> str:
    """What stands for this start: its time, or a word."""
    return outcome(lane.part.model_dump(mode="json"))


@register.filter
def facts(event: Event) -> dict[str, str]:
    """What an event's name is made of."""
    return {"distance": event.distance, "sex": event.sex}
