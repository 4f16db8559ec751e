"""How much a member, a token and an address may ask within a minute, and how often they may act."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client import Counter as Metric

from graph.errors import RateLimited, Unavailable
from graph.store.buckets import Bucket, Buckets
from graph.visibility import Viewer
from resolvers.costs import Weighed

MINUTE_S = 60.0
REQUESTS_OF_MEMBER = 1_000
REQUESTS_OF_TOKEN = 1_000
REQUESTS_OF_ADDRESS = 3_000
REQUESTS_WITHOUT_TOKEN = 300
POINTS_OF_MEMBER = 200_000
ACTIONS = {"post": 10, "invitation": 50, "message": 100, "comment": 60, "job": 10}
"""So many of each within a minute."""

DOORS = {
    "login": (30, MINUTE_S),
    "refresh": (300, MINUTE_S),
    "account": (60, MINUTE_S),
    "sign-up": (20, 60 * MINUTE_S),
    "forgotten": (20, 60 * MINUTE_S),
}
"""So many requests of one network to `/auth`, within so many seconds."""

OTHER_WRITES = 300
ACTION_OF = {
    "createPost": "post",
    "sendInvitation": "invitation",
    "sendMessage": "message",
    "comment": "comment",
    "postJob": "job",
}
"""The action that a field of the mutation type counts as; any other counts as a write."""

_REFUSED = Metric("proconnect_rate_limited", "Requests refused by a limit.", ["limit"])
_UNCHECKED = Metric("proconnect_rate_unchecked", "Reads let through because Redis was away.")


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks, as far as limits are concerned."""

    viewer: Viewer
    token: str | None
    address: str | None

    @property
    def network(self) -> str:
        """What limits go by; see network_of."""
        return network_of(self.address or "unknown")


class Rates:
    """The limits of all processes on one Redis; `enabled=False` lets everything through."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._enabled = enabled

    async def take(
        self, buckets: Buckets, asker: Asker, weighed: Weighed, slowed: Bucket | None = None
    ) -> dict[str, str]:
        """Count an operation; the headers that tell what is left. `slowed` is for a crawler.

        Raises RateLimited, then nothing was counted. Without Redis reads pass and writes raise
        Unavailable: what spams or fills the graph must not profit from an outage.
        """
        if not self._enabled:
            return {}
        wanted = _wanted(asker, weighed)
        if slowed is not None:
            wanted.append(("crawl", slowed))
        try:
            return await self.spend(buckets, wanted)
        except Unavailable:
            if weighed.writes:
                raise
            _UNCHECKED.inc()
            return {}

    async def knock(self, buckets: Buckets, door: str, address: str | None) -> dict[str, str]:
        """Count a request to one of the DOORS of `/auth`, by its network; see `spend`."""
        capacity, seconds = DOORS[door]
        name = f"{door}:{network_of(address or 'unknown')}"
        return await self.spend(buckets, [(door, Bucket(name, capacity, seconds))])

    async def spend(self, buckets: Buckets, wanted: list[tuple[str, Bucket]]) -> dict[str, str]:
        """Take from named buckets; the headers that tell what is left. RateLimited, Unavailable."""
        if not self._enabled:
            return {}
        taken = await buckets.take([one for _, one in wanted])
        if taken.allowed:
            shares = [
                left / one.capacity for (_, one), left in zip(wanted, taken.left, strict=True)
            ]
            scarcest = shares.index(min(shares))
            return _headers(*wanted[scarcest], taken.left[scarcest])
        short = next((i for i, (_, one) in enumerate(wanted) if taken.left[i] < one.cost), 0)
        limit, bucket = wanted[short]
        _REFUSED.labels(limit).inc()
        raise RateLimited(
            f"{limit}: at most {bucket.capacity} within {bucket.fill_s:.0f} s, "
            f"try again in {math.ceil(taken.wait_s)} s",
            wait_s=taken.wait_s,
        )


def refusal_headers(error: RateLimited) -> dict[str, str]:
    """The headers of a refusal."""
    seconds = max(1, math.ceil(error.wait_s))
    return {"Retry-After": str(seconds)}


def _wanted(asker: Asker, weighed: Weighed) -> list[tuple[str, Bucket]]:
    """The buckets of an operation, each with the name of its limit."""
    found: list[tuple[str, Bucket]] = []

    def add(limit: str, whose: str, capacity: int, cost: int = 1) -> None:
        found.append((limit, Bucket(f"{limit}:{whose}", capacity, MINUTE_S, cost)))

    if asker.address is not None:
        add("address", network_of(asker.address), REQUESTS_OF_ADDRESS)
    if asker.viewer.id is None:
        add("anonymous", network_of(asker.address or "unknown"), REQUESTS_WITHOUT_TOKEN)
        return found
    member = str(asker.viewer.id)
    add("member", member, REQUESTS_OF_MEMBER)
    if asker.token is not None:
        add("token", hashlib.blake2b(asker.token.encode(), digest_size=12).hexdigest(),
            REQUESTS_OF_TOKEN)  # fmt: skip
    add("points", member, POINTS_OF_MEMBER, weighed.cost)
    for action, count in _actions(weighed.writes).items():
        add(action, member, ACTIONS.get(action, OTHER_WRITES), count)
    return found


def _actions(writes: Mapping[str, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, count in writes.items():
        found[ACTION_OF.get(name, "write")] += count
    return found


def network_of(address: str) -> str:
    """What limits go by: an IPv4 address, or the /64 of an IPv6 one: a customer has that many."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def _headers(limit: str, bucket: Bucket, left: float) -> dict[str, str]:
    """https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/."""
    missing = bucket.capacity - left
    until_full = math.ceil(missing * bucket.fill_s / bucket.capacity)
    return {
        "RateLimit-Policy": f'"{limit}";q={bucket.capacity};w={bucket.fill_s:.0f}',
        "RateLimit": f'"{limit}";r={max(0, math.floor(left))};t={until_full}',
    }
