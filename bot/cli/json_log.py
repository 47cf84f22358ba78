"""Logs for machines that collect them: one JSON object a line on standard error, with the request that each line is about."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from bot.models.llm.request_id import CURRENT_ID


class JsonLines(logging.Formatter):
    """Writes a record as an object: `time` (ISO 8601 in UTC), `level`, `logger`, `message`, `request_id` ("" for none), `role`.

    `role` is the command that runs, such as "serve" or "work". What was raised is under `exception`.
    """

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": CURRENT_ID.get(),
            "role": self._role,
        }
        if record.exc_info and record.exc_info[1] is not None:
            told["exception"] = "".join(traceback.format_exception(record.exc_info[1]))
        return json.dumps(told)


def log_as_json(role: str) -> None:
    """Write all logs of this process as JSON from now on; what is told on standard error is among them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(role))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("haeseol").setLevel(logging.INFO)
    logging.captureWarnings(True)


def logs_as_json() -> bool:
    """Return whether this process writes its logs as JSON."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)
