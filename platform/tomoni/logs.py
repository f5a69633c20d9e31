"""Structured logs: one event per line, bound to the request id."""

from typing import Any

import structlog

from tomoni.secret_paths import masked


def _mask(_logger: Any, _name: str, event: Any) -> Any:
    """Take out of every text what makes an address good without login."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = masked(value)
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _mask,
]
# Without local variables: they hold what people typed.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)


def configure(format_name: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING; `format_name` is "json" or "console"."""
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"event": {"()": _formatter, "format_name": format_name}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},  # the request's own line tells the status
        },
    }


def _formatter(format_name: str) -> structlog.stdlib.ProcessorFormatter:
    last: list[Any] = (
        [_TRACEBACKS, structlog.processors.JSONRenderer()]
        if format_name == "json"
        else [structlog.dev.ConsoleRenderer(colors=False)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
