"""Times that clients give, and times as numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_utc(moment: datetime) -> datetime:
    """The same time in UTC. Without an offset it is one of UTC; what would be before year 1 or
    after year 9999 there is the first or last moment that there is.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.min if moment.year == 1 else datetime.max).replace(tzinfo=UTC)


def in_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware time, exactly."""
    return (moment - EPOCH) // timedelta(milliseconds=1)
