from typing import Any

import structlog
from django.apps import AppConfig

from okt.messenger import messenger

logger = structlog.stdlib.get_logger(__name__)


class OktConfig(AppConfig):
    name = "okt"

    def ready(self) -> None:
        from results.signals import changed

        changed.connect(queue_refresh, dispatch_uid="okt.queue_refresh")


def queue_refresh(tournament_id: int, slug: str, seq: int, **_: Any) -> None:
    """Without a worker the refresh is done here and now; else somebody is told to go and look.

    Several entries may be one message, and the guard's refresh belongs to no request: by its `seq` an entry is found
    in the log under the first version published that is not below it.
    """
    from okt.tasks import refresh

    logger.info("entry stored", tournament=slug, seq=seq)
    if refresh.app.conf.task_always_eager:
        messenger.send(refresh, tournament_id)
    else:
        messenger.take(refresh, tournament_id)
