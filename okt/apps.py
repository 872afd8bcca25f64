import logging
from typing import Any

from django.apps import AppConfig

logger = logging.getLogger(__name__)


class OktConfig(AppConfig):
    name = "okt"

    def ready(self) -> None:
        from results.signals import changed

        changed.connect(queue_refresh, dispatch_uid="okt.queue_refresh")


def queue_refresh(tournament_id: int, **_: Any) -> None:
    """Asks for a refresh. The entry is already stored: a broker that is down only makes everything slower,
    as the web process itself refreshes after two seconds (`publication.refresh_if_overdue`)."""
    from okt.tasks import refresh

    try:
        refresh.apply_async((tournament_id,), retry=False)
    except Exception:  # whatever the broker's client raises, the entry stands
        logger.warning("The refresh of tournament %s could not be queued.", tournament_id, exc_info=True)
