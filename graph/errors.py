"""Every error that ProConnect raises on purpose, as one tree.

    ProConnectError
    ├── InvalidInput            BAD_USER_INPUT        an argument is malformed or out of range
    │   ├── InvalidId           INVALID_ID            not a global id, or of another kind
    │   └── InvalidCursor       INVALID_CURSOR        a cursor that this list did not issue
    ├── LimitExceeded           LIMIT_EXCEEDED        a documented limit was passed
    │   └── RateLimited         RATE_LIMITED          too much in too short a time
    ├── Unauthenticated         UNAUTHENTICATED       no token, or one that is not valid now
    │   └── SecondFactorRequired SECOND_FACTOR_REQUIRED the password is right, a code is missing
    ├── Forbidden               FORBIDDEN             a valid token that may not do this
    ├── NotFound                NOT_FOUND             unknown, deleted or invisible alike
    ├── Conflict                CONFLICT              the state of the graph forbids it now
    │   └── IdempotencyMismatch IDEMPOTENCY_MISMATCH  a key that was used for another request
    ├── Unavailable             UNAVAILABLE           a server that this needs does not answer
    │   └── QueryTimeout        TIMEOUT               the time limit of a query ran out
    └── OperatorError           (printed in one line, exit code 1)
        ├── BadSetting          BAD_SETTING           a setting is missing or broken
        ├── DataFolderInUse     DATA_FOLDER_IN_USE    another process holds the data folder
        ├── ServerFailed        SERVER_FAILED         an embedded server did not start or stay up
        ├── DownloadFailed      DOWNLOAD_FAILED       a pinned artefact cannot be had or verified
        ├── MigrationFailed     MIGRATION_FAILED      a migration was changed, or broke
        ├── ImportFailed        IMPORT_FAILED         rows were refused, or the store is not empty
        └── CheckFailed         CHECK_FAILED          an invariant of the stored graph is broken

Codes are stable: clients and scripts may rely on them. A message names the field, the value and
what would be accepted.
"""

from __future__ import annotations


class ProConnectError(Exception):
    """The root of the tree. `code` is stable; `field` is the path of the argument, if one is."""

    code = "INTERNAL"

    def __init__(self, message: str, *, field: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInput(ProConnectError):
    """An argument is malformed or out of range."""

    code = "BAD_USER_INPUT"


class InvalidId(InvalidInput):
    """Not a global id, or one of another kind than asked for."""

    code = "INVALID_ID"


class InvalidCursor(InvalidInput):
    """A cursor that this list did not issue."""

    code = "INVALID_CURSOR"


class LimitExceeded(ProConnectError):
    """A documented limit was passed."""

    code = "LIMIT_EXCEEDED"


class RateLimited(LimitExceeded):
    """Too much in too short a time; the same may be tried again after `wait_s` seconds."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, *, field: tuple[str, ...] = (), wait_s: float = 1.0) -> None:
        super().__init__(message, field=field)
        self.wait_s = wait_s


class Unauthenticated(ProConnectError):
    """No token, or one that is not valid now."""

    code = "UNAUTHENTICATED"


class SecondFactorRequired(Unauthenticated):
    """The password is right; the account asks for a code besides."""

    code = "SECOND_FACTOR_REQUIRED"


class Forbidden(ProConnectError):
    """A valid token that may not do this."""

    code = "FORBIDDEN"


class NotFound(ProConnectError):
    """Unknown, deleted or invisible; the three are never told apart."""

    code = "NOT_FOUND"


class Conflict(ProConnectError):
    """The state of the graph forbids it now."""

    code = "CONFLICT"


class IdempotencyMismatch(Conflict):
    """An idempotency key that was used for another request within the last 24 hours."""

    code = "IDEMPOTENCY_MISMATCH"


class Unavailable(ProConnectError):
    """A server that this needs does not answer."""

    code = "UNAVAILABLE"


class QueryTimeout(Unavailable):
    """The time limit of a query ran out."""

    code = "TIMEOUT"


class OperatorError(ProConnectError):
    """For whoever runs ProConnect: printed in one line, exit code 1, no stack trace."""


class BadSetting(OperatorError):
    """A setting is missing or broken; the message names it."""

    code = "BAD_SETTING"


class DataFolderInUse(OperatorError):
    """Another process holds the data folder; the message says which."""

    code = "DATA_FOLDER_IN_USE"


class ServerFailed(OperatorError):
    """An embedded server did not start or did not stay up."""

    code = "SERVER_FAILED"


class DownloadFailed(OperatorError):
    """A pinned artefact cannot be downloaded or is not what was pinned."""

    code = "DOWNLOAD_FAILED"


class MigrationFailed(OperatorError):
    """A recorded migration was changed afterwards, or one broke."""

    code = "MIGRATION_FAILED"


class ImportFailed(OperatorError):
    """Rows were refused, or the store is not empty."""

    code = "IMPORT_FAILED"


class CheckFailed(OperatorError):
    """An invariant of the stored graph is broken; the lines before say which."""

    code = "CHECK_FAILED"
