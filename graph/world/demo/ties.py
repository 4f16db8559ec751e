"""The ties of the demo world: who is connected with whom, and walks along them."""

from __future__ import annotations

import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Ties:
    """An undirected graph over members 0..count-1.

    `low` and `high` are the ends of each tie, low < high, sorted. `neighbours[starts[i]:
    starts[i + 1]]` are those of i, sorted; `degree` counts them. `learns` marks who works on
    machine learning.
    """

    low: Ints
    high: Ints
    starts: Ints
    neighbours: Ints
    degree: Ints
    learns: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many members there are."""
        return len(self.degree)

    def some_neighbour(self, of: Ints, rng: np.random.Generator) -> Ints:
        """For each member a neighbour at random; each must have one."""
        which = (rng.random(len(of)) * self.degree[of]).astype(np.int64)
        found: Ints = self.neighbours[self.starts[of] + which]
        return found

    def close_neighbour(self, of: Ints, rng: np.random.Generator, tries: int = 3) -> Ints:
        """For each member the least-connected of some random neighbours.

        Hubs would else impose their label on everybody: they are a neighbour of most.
        """
        best = self.some_neighbour(of, rng)
        for _ in range(tries - 1):
            other = self.some_neighbour(of, rng)
            best = np.where(self.degree[other] < self.degree[best], other, best)
        return best

    def are_tied(self, one: Ints, other: Ints) -> NDArray[np.bool_]:
        """For each pair whether the two are connected."""
        keys = self.low * self.count + self.high
        wanted = np.minimum(one, other) * self.count + np.maximum(one, other)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.asarray(keys[at] == wanted)


def load() -> Ties:
    """The packaged ties: the mutual followers of MUSAE's GitHub graph, node n as member n."""
    return unpack(lzma.decompress((_DATA / "ties.bin.xz").read_bytes()))


def unpack(packed: bytes) -> Ties:
    """The ties whose bytes `pack_ties` made."""
    raw = np.frombuffer(packed, dtype=np.uint8)
    count = int(raw[:4].view("<u4")[0])
    flavour_end = 4 + (count + 7) // 8
    learns = np.unpackbits(raw[4:flavour_end], count=count).astype(bool)
    split = flavour_end + 2 * count
    higher = raw[flavour_end:split].view("<u2").astype(np.int64)
    gaps = _from_varints(raw[split:])
    low = np.repeat(np.arange(count), higher)
    first = np.zeros(len(gaps), dtype=bool)
    first[np.cumsum(higher)[higher > 0] - higher[higher > 0]] = True
    total = np.cumsum(gaps)
    before = np.where(first, total - gaps, 0)
    high = low + total - np.maximum.accumulate(before)
    return build(low, high, learns)


def build(low: Ints, high: Ints, learns: NDArray[np.bool_]) -> Ties:
    """Ties from their ends, low < high, sorted."""
    count = len(learns)
    ends = np.concatenate([low, high])
    others = np.concatenate([high, low])
    degree = np.bincount(ends, minlength=count)
    order = np.lexsort((others, ends))
    starts = np.concatenate([[0], np.cumsum(degree)])
    return Ties(low, high, starts, others[order], degree, learns)


def pack_ties(ends: Ints, flavour: Ints) -> bytes:
    """The bytes that `unpack` reads: count, flavour bits, higher neighbours of each, their gaps.

    A gap is the distance to the previous neighbour, of the first to the member itself, as a
    little-endian varint of seven bits a byte.
    """
    count = len(flavour)
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((high, low))
    low, high = low[order], high[order]
    gaps = np.diff(high, prepend=0)
    fresh = np.diff(low, prepend=-1) != 0
    gaps[fresh] = (high - low)[fresh]
    higher = np.bincount(low, minlength=count)
    head = np.array([count], dtype="<u4").tobytes() + np.packbits(flavour.astype(bool)).tobytes()
    return head + higher.astype("<u2").tobytes() + _to_varints(gaps)


def _to_varints(values: Ints) -> bytes:
    out = bytearray()
    for value in values.tolist():
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        out.append(value)
    return bytes(out)


def _from_varints(raw: NDArray[np.uint8]) -> Ints:
    last = raw < 128
    ends = np.flatnonzero(last)
    starts = np.concatenate([[0], ends[:-1] + 1])
    index = np.arange(len(raw)) - np.repeat(starts, ends - starts + 1)
    return np.add.reduceat((raw & 127).astype(np.int64) << (7 * index), starts)
