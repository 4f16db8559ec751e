"""Suggestion quality: hides ties, asks the served endpoint, and counts who is suggested again.

Hit@10 is the share of asked members of whom at least one hidden tie stands among the first ten
suggestions. Two graphs are asked: the demo world's real ties, and a generated one with many closed
triangles. Each is split by three seeds; the six splits are six separate parts of one world, and
nothing but names and the ties that are not hidden is imported, so nothing can give them away.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from graph import embedded
from graph import settings as configuration
from graph.errors import DataFolderInUse
from graph.settings import Settings
from graph.world.demo import ties
from resolvers.auth import Tokens
from resolvers.ids import parse
from resolvers.worlds import prepare
from tests.benchmarks import network, report, tables, worlds
from tests.benchmarks.client import Client
from tests.benchmarks.processes import serving

Ids = NDArray[np.int64]

SEEDS = (1, 2, 3)
HIDDEN = 0.2
ASKED = 1_500
SHOWN = 10
_APART = 1_000_000
_QUERY = """{ viewer { peopleYouMayKnow(first: 10) { edges { node { member { id }
    reasons { kind text } } } } } }"""


@dataclass(frozen=True, slots=True)
class Graph:
    """Members 0 to `count` - 1 and their ties, each from `low` to `high`."""

    name: str
    count: int
    low: Ids
    high: Ids


@dataclass(frozen=True, slots=True)
class Split:
    """A graph of which some ties are hidden. Its members' ids in the world start at `offset`."""

    graph: Graph
    seed: int
    offset: int
    seen: NDArray[np.bool_]
    asked: Ids
    """Members with a hidden tie and at least one that is not."""

    def hidden(self) -> dict[int, set[int]]:
        """The other ends of the hidden ties of each member."""
        found: dict[int, set[int]] = {}
        for one, other in zip(
            self.graph.low[~self.seen].tolist(), self.graph.high[~self.seen].tolist(), strict=True
        ):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return found


@dataclass(frozen=True, slots=True)
class Quality:
    """What one split gave: hit@10 of the product and of two baselines, and the time it took."""

    graph: str
    seed: int
    asked: int
    served: float
    adamic_adar: float
    popularity: float
    p50_ms: float
    p95_ms: float


def measure_quality(console: Console, world: object, data: Path | None, out: Path | None) -> None:
    """Import the split graphs where `data` does not hold them, ask, print one table, write JSON."""
    splits = draw_splits()
    settings = _prepared(splits, data, console)
    log = settings.data / "logs" / "bench-up.log"
    with serving(settings.data, "up", log=log) as (_, port):
        found = [_measured(split, settings, port) for split in splits]
    _show(console, found)
    if out:
        document = {"at": datetime.now(UTC), "machine": report.machine(), "results": found}
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, default=asdict, option=orjson.OPT_INDENT_2))


def draw_splits() -> list[Split]:
    """Both graphs by each seed."""
    real = ties.load()
    graphs = [
        Graph("real ties", real.count, real.low, real.high),
        closed_triangles(20_000, 250_000),
    ]
    return [
        draw_split(graph, seed, (1 + len(SEEDS) * place + number) * _APART)
        for place, graph in enumerate(graphs)
        for number, seed in enumerate(SEEDS)
    ]


def closed_triangles(members: int, connections: int) -> Graph:
    """A graph of teams, companies, schools and cities, with many closed triangles."""
    rng = np.random.default_rng(7)
    circles = network.draw_circles(
        rng, members, max(20, members // 20), max(10, members // 160), 20
    )
    largest = max(10, int(members * network.LARGEST_SHARE))
    drawn = network.draw_network(rng, circles, connections, largest)
    return Graph("closed triangles", members, drawn.lower, drawn.higher)


def draw_split(graph: Graph, seed: int, offset: int, asked: int = ASKED) -> Split:
    """Hide a fifth of the ties at random, and draw who is asked."""
    rng = np.random.default_rng(seed)
    seen = rng.random(len(graph.low)) >= HIDDEN
    ends = np.concatenate([graph.low, graph.high])
    both = np.concatenate([seen, seen])
    left = np.bincount(ends[both], minlength=graph.count)
    lost = np.bincount(ends[~both], minlength=graph.count)
    pool = np.flatnonzero((left > 0) & (lost > 0))
    return Split(graph, seed, offset, seen, rng.permutation(pool)[:asked])


def baselines(split: Split) -> tuple[list[list[int]], list[list[int]]]:
    """The first ten by Adamic-Adar and by popularity, of each asked member."""
    graph = split.graph
    low, high = graph.low[split.seen], graph.high[split.seen]
    ends, others = np.concatenate([low, high]), np.concatenate([high, low])
    order = np.argsort(ends, kind="stable")
    degrees = np.bincount(ends, minlength=graph.count)
    starts, neighbours = np.concatenate([[0], np.cumsum(degrees)]), others[order]
    weights = 1 / np.log1p(np.maximum(degrees, 1))
    by_shared, by_degree = [], []
    for member in split.asked.tolist():
        friends = neighbours[starts[member] : starts[member + 1]]
        score = np.zeros(graph.count)
        for friend in friends.tolist():
            score[neighbours[starts[friend] : starts[friend + 1]]] += weights[friend]
        known = np.append(friends, member)
        by_shared.append(_best(score, known))
        by_degree.append(_best(degrees.astype(np.float64), known))
    return by_shared, by_degree


def _best(score: NDArray[np.float64], known: Ids) -> list[int]:
    ranked = score.copy()
    ranked[known] = 0
    best = np.lexsort((np.arange(len(ranked)), -ranked))[:SHOWN]
    return [int(member) for member in best if ranked[member] > 0]


def hit_rate(split: Split, suggested: list[list[int]]) -> float:
    """The share of asked members with a hidden tie among those suggested."""
    hidden = split.hidden()
    hits = [
        not hidden[member].isdisjoint(found)
        for member, found in zip(split.asked.tolist(), suggested, strict=True)
    ]
    return round(float(np.mean(hits)), 4)


def _measured(split: Split, settings: Settings, port: int) -> Quality:
    asked = [split.offset + member for member in split.asked.tolist()]
    # Not those who are asked: what was shown and ignored comes later the next time.
    unasked = np.setdiff1d(np.arange(split.graph.count), split.asked)[:100]
    others = (split.offset + unasked).tolist()
    tokens, now = Tokens.load(settings), datetime.now(UTC)
    issued = {
        id_: tokens.issue(id_, "member", timedelta(hours=6), now=now) for id_ in [*asked, *others]
    }
    client, body = Client(port, issued), orjson.dumps({"query": _QUERY})
    _warm(client, body, [issued[id_] for id_ in others])
    served: list[list[int]] = []
    ms: list[float] = []
    for id_ in asked:
        began = time.perf_counter()
        answer = client.post(body, issued[id_])
        ms.append((time.perf_counter() - began) * 1000)
        edges = answer["viewer"]["peopleYouMayKnow"]["edges"]
        ids = [parse(edge["node"]["member"]["id"])[1] for edge in edges]
        served.append([int(found) - split.offset for found in ids])
    client.close()
    by_shared, by_degree = baselines(split)
    return Quality(
        graph=split.graph.name,
        seed=split.seed,
        asked=len(asked),
        served=hit_rate(split, served),
        adamic_adar=hit_rate(split, by_shared),
        popularity=hit_rate(split, by_degree),
        p50_ms=round(float(np.percentile(ms, 50)), 1),
        p95_ms=round(float(np.percentile(ms, 95)), 1),
    )


def _warm(client: Client, body: bytes, tokens: list[str]) -> None:
    """Ask until a server that has just started answers all of them."""
    for _ in range(10):
        with contextlib.suppress(RuntimeError):
            for token in tokens:
                client.post(body, token)
            return


def write(folder: Path, splits: list[Split]) -> None:
    """Write what is not hidden in the import format into `folder`, which is made."""
    folder.mkdir(parents=True)
    ids = np.concatenate([split.offset + np.arange(split.graph.count) for split in splits])
    tables.write(folder, "members", {"id": ids, "name": [f"Member {id_}" for id_ in ids.tolist()]})
    tables.write(
        folder,
        "connections",
        {
            "member_a": np.concatenate([s.offset + s.graph.low[s.seen] for s in splits]),
            "member_b": np.concatenate([s.offset + s.graph.high[s.seen] for s in splits]),
        },
    )


def _prepared(splits: list[Split], data: Path | None, console: Console) -> Settings:
    """A data folder that holds the splits, imported where it is empty."""
    settings = configuration.load(data=data or worlds.cache() / "data-quality", limits="off")
    files = settings.data / "quality"
    try:
        with embedded.hold(settings):
            if not files.exists():
                partial = files.with_suffix(".partial")
                shutil.rmtree(partial, ignore_errors=True)
                write(partial, splits)
                partial.rename(files)
            asyncio.run(prepare(settings, str(files), say=console.print))
            asyncio.run(_forget(settings))
    except DataFolderInUse:
        console.print(f"{settings.data} is in use: measuring beside the servers that run there")
    return settings


async def _forget(settings: Settings) -> None:
    """Forget what earlier runs showed: who ignored somebody sees them later the next time."""
    async with (
        embedded.running(settings, say=lambda line: None) as live,
        Redis.from_url(live.redis_url) as redis,
    ):
        await redis.flushdb()


def _show(console: Console, found: list[Quality]) -> None:
    title = f"hit@{SHOWN}, {HIDDEN:.0%} of the ties hidden at random"
    table = Table("graph", "seed", "asked", title=title, title_justify="left")
    for column in ("served", "Adamic-Adar", "popularity", "p50 ms", "p95 ms"):
        table.add_column(column, justify="right")
    for one in found:
        rates = [f"{rate:.3f}" for rate in (one.served, one.adamic_adar, one.popularity)]
        times = [f"{one.p50_ms:.1f}", f"{one.p95_ms:.1f}"]
        table.add_row(one.graph, str(one.seed), f"{one.asked:,}", *rates, *times)
    console.print(table)
