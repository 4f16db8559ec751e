"""A server that failed again and again is left alone: who would wait for it is told at once.

While it is left alone one caller at a time tries it, so that its return is noticed without help.
(The libraries for this either count a cancelled task as a failure or success, or let everybody in
for the trial; both would be wrong here.)
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import Gauge

OPEN = Gauge(
    "proconnect_server_left_alone",
    "1 while a server that failed is left alone.",
    ["server"],
    multiprocess_mode="livemax",
)

log = logging.getLogger("proconnect.store")


class LeftAlone(Exception):
    """Nothing was sent: the server failed a moment ago."""


class Breaker:
    """Counts failures of a server in a row; `limit` of them open it for `rest_s` seconds.

    A trial that neither succeeds nor fails, because its caller went away, makes room for the next
    after `trial_s` seconds.
    """

    def __init__(
        self,
        server: str,
        *,
        limit: int = 5,
        rest_s: float = 1.0,
        trial_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._limit = limit
        self._rest_s = rest_s
        self._trial_s = trial_s
        self._clock = clock
        self._failures = 0
        self._next_trial = 0.0
        OPEN.labels(server).set(0)

    @property
    def is_open(self) -> bool:
        """Whether the server is left alone."""
        return self._failures >= self._limit

    @contextmanager
    def attempt(
        self, failures: tuple[type[Exception], ...], silent: tuple[type[Exception], ...] = ()
    ) -> Iterator[None]:
        """Ask the server within the block. Raises LeftAlone before it where it is left alone.

        Errors of `failures` say that it is away; those of `silent`, and a cancellation, say
        nothing; any other says that it answers.
        """
        if self.is_open:
            if self._clock() < self._next_trial:
                raise LeftAlone(f"{self._server} failed a moment ago")
            self._next_trial = self._clock() + self._trial_s
        try:
            yield
        except failures:
            self._failed()
            raise
        except silent:
            raise
        except Exception:
            self._answered()
            raise
        else:
            self._answered()

    def _failed(self) -> None:
        self._failures += 1
        self._next_trial = self._clock() + self._rest_s
        if self._failures == self._limit:
            log.warning("%s does not answer and is left alone", self._server)
            OPEN.labels(self._server).set(1)

    def _answered(self) -> None:
        if self.is_open:
            log.warning("%s answers again", self._server)
            OPEN.labels(self._server).set(0)
        self._failures = 0
