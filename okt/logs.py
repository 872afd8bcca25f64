"""How the log looks: lines to read at a terminal, JSON for whatever gathers logs; the same events in both.

Every line of a request, of the task it led to and of the announcement after it carries the same `request_id`. No line
has anything of a visitor: no address, no browser.
"""

from typing import Any

import structlog
from structlog.types import Processor

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
]


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING. What other libraries log comes out in the same form."""
    stamp = structlog.processors.TimeStamper(fmt="iso" if as_json else "%H:%M:%S", utc=as_json)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            stamp,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*SHARED, stamp],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "celery": {"level": "WARNING"},
            "django.server": {"level": "WARNING"},
            # The middleware logs what goes wrong in a request, with its id; once is enough.
            "django.request": {"level": "CRITICAL"},
            "httpx": {"level": "WARNING"},
        },
    }
