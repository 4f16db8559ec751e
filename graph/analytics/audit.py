"""Who asked what and when: one JSON line for each statement, with the hash of its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from graph import journal
from graph.settings import Settings

_FILE = "analysts.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement. `outcome` is 'done', 'stopped' or the code of the error."""

    statement: str
    analyst: int
    text_sha256: str
    mode: str
    outcome: str
    rows: int
    seconds: float


class Audit:
    """Appends to `logs/analysts.jsonl` of the data folder; no text, no parameter, no result."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.path = journal.path(settings, _FILE)

    def note(self, entry: Entry) -> None:
        """Adds the line at once. Raises OSError: what cannot be logged must not be answered."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "statement": entry.statement,
            "analyst": entry.analyst,
            "text_sha256": entry.text_sha256,
            "mode": entry.mode,
            "outcome": entry.outcome,
            "rows": entry.rows,
            "seconds": round(entry.seconds, 3),
        }
        journal.append(self._settings, _FILE, line)


def text_hash(text: str) -> str:
    """SHA-256 of a statement's text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
