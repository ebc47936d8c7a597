"""Logs as lines of fields: what may stand in one is listed here, all else is dropped.

A log is read by many and kept for long, so no text that a person wrote gets into one: neither as a
field, nor in the message of an exception (a database quotes the row it refused), nor in an address
(links hold secrets). What packages log is kept as its pattern, without what was filled in.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

Fields = MutableMapping[str, Any]

FIELDS = frozenset(
    {
        *("event", "level", "logger", "timestamp"),
        *("request", "route", "method", "status", "ms", "user"),  # of a request
        *("task", "outcome", "topic", "channel", "code", "codes", "count"),  # of background work
        *("error", "frames"),
    }
)
# Codes, names of routes and places in the program; nothing with an @ or a whole sentence in it.
PLAIN = re.compile(r"[\w:./<>()+, -]{0,200}")
# Packages whose words up to INFO are about themselves: who started, where, with what.
HARMLESS = ("celery.worker", "celery.beat", "celery.apps", "celery.bootsteps", "gunicorn.error")
# Packages that keep what they fill in apart from the pattern; others may have put anything in it.
PATTERNED = ("django.", "celery", "kombu", "gunicorn", "py.warnings")
QUOTING = ("django.security",)  # logs the text of an exception
FRAMES = 12  # the innermost
ROOT = Path(__file__).resolve().parent.parent.parent


def allowed(_logger: object, _method: str, fields: Fields) -> Fields:
    """Keep the fields of the list; a value that is no code or figure becomes a question mark."""
    return {name: _plain(name, fields[name]) for name in fields if name in FIELDS}


def without_arguments(_logger: object, _method: str, fields: Fields) -> Fields:
    """What a package logged: its pattern; filled in only for those known to be harmless."""
    record: logging.LogRecord = fields["_record"]
    arguments = fields.pop("positional_args", None)
    if not record.name.startswith(PATTERNED) or record.name.startswith(QUOTING):
        fields["event"] = "said"
    elif arguments and record.levelno <= logging.INFO and record.name.startswith(HARMLESS):
        fields["event"] = str(fields["event"]) % arguments
    return fields


def where_it_failed(_logger: object, _method: str, fields: Fields) -> Fields:
    """An exception as its kind, those behind it, and the lines it went through."""
    raised = fields.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        fields["error"] = " < ".join(type(one).__name__ for one in _chain(error))
        fields["frames"] = [
            f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-FRAMES:]
        ]
    return fields


def settings(*, lines_of_json: bool) -> dict[str, Any]:
    """Django's LOGGING: one handler on standard error, for ours and everybody's lines."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    drawn: Any = structlog.processors.JSONRenderer(sort_keys=True) if lines_of_json else line
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "use_get_message": False,
        "pass_foreign_args": True,
        "foreign_pre_chain": [without_arguments, *shared],
        "processors": [where_it_failed, allowed, drawn],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"fields": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "fields"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            **{app: {"level": "INFO"} for app in ("clinic", "protocols", "bookings", "celery")},
            # Both draw their own lines unless they are told that the root does.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
        },
    }


def line(_logger: object, _method: str, fields: Fields) -> str:
    """A line for people: time, level, event, then the rest."""
    frames = fields.pop("frames", [])
    told = [str(fields.pop(name, ""))[:19] for name in ("timestamp", "level")]
    event, origin = fields.pop("event", ""), fields.pop("logger", "")
    rest = [f"{name}={fields[name]}" for name in sorted(fields)]
    return "\n    ".join([" ".join([*told, origin, str(event), *rest]), *frames])


def _plain(name: str, value: object) -> object:
    if name == "event" or value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_plain("", one) for one in value]
    return value if isinstance(value, str) and PLAIN.fullmatch(value) else "?"


def _chain(error: BaseException | None) -> list[BaseException]:
    """An exception and what it came from, the last one first."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _short(path: str) -> str:
    """A file of ours from the checkout on, a package's from its folder on."""
    _before, packages, inside = path.rpartition("site-packages/")
    if packages:
        return inside
    return path.removeprefix(f"{ROOT}/") if path.startswith(str(ROOT)) else Path(path).name
