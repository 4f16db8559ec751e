"""The feed under load, over HTTP: pages warm and cold, many clients, new posts, reactions.

    python -m tests.benchmarks.feed_load DATA [STEP ...] [--seconds 20] [--posts 200]
        [--reactions 5000] [--rate 0] [--comments 1000] [--followers 5000]

DATA is a data folder with the benchmark world, held by a running process or not. The steps are
pages, clients, arrivals, star, viral, thread and wipe; all of them, in this order, if none is
named. `serve` and `worker` are started as processes of their own. Prints a table and JSON; asserts
no time.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import orjson
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from graph import embedded
from graph import settings as configuration
from graph.store.store import open_store
from resolvers.ids import parse
from tests.benchmarks import sample
from tests.benchmarks.load import Load, at_once

PAGE = """query ($mode: FeedMode!) { viewer { feed(first: 20, mode: $mode) {
    edges { cursor node {
        post { id text createdAt reactionCount commentCount shareCount viewerReaction
               author { id name headline } }
        score reasons { kind text count members { id name } }
    } }
    pageInfo { hasNextPage endCursor }
} } }"""
CREATE = "mutation ($text: String!) { createPost(text: $text) { post { id } errors { code } } }"
REACT = """mutation ($id: ID!) { react(postId: $id, kind: LOVE) {
    post { reactionCount viewerReaction } errors { code } } }"""
UNREACT = "mutation ($id: ID!) { removeReaction(postId: $id) { post { reactionCount } } }"
_FOLLOWED = """
MATCH (star:Member {id: $star})
UNWIND $ids AS id
MATCH (m:Member {id: id})
MERGE (m)-[f:FOLLOWS]->(star)
ON CREATE SET f.at = $now
"""
COMMENT = """mutation ($id: ID!, $text: String!) { comment(postId: $id, text: $text) {
    comment { id } errors { code } } }"""
COMMENTS = """query ($id: ID!, $after: String) { node(id: $id) { ... on Post {
    comments(first: 20, after: $after) { edges { node { id } } pageInfo { endCursor } } } } }"""
RANKED = {"mode": "RANKED"}
STEPS = ("pages", "clients", "arrivals", "star", "viral", "thread", "wipe")


async def pages(load: Load, members: list[int], hubs: list[int]) -> None:
    """Pages of the feed: by time, cold, warm; of typical members and of hubs."""
    for kind, who in (("", members), (" of hubs", hubs)):
        latest = [(await load.ask(m, PAGE, {"mode": "LATEST"}))[0] for m in who]
        load.note(f"latest{kind}", latest)
        await load.store.feeds.forget(who)
        load.note(f"cold{kind}", [(await load.ask(m, PAGE, RANKED))[0] for m in who])
        load.note(f"warm{kind}", [(await load.ask(m, PAGE, RANKED))[0] for m in who])


async def many(load: Load, members: list[int], seconds: float, name: str) -> None:
    """32 clients for a while."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def client(number: int) -> None:
        chance = random.Random(number)
        while time.perf_counter() < until:
            times.append((await load.ask(chance.choice(members), PAGE, RANKED))[0])

    await asyncio.gather(*(client(n) for n in range(32)))
    load.note(name, times, per_s=round(len(times) / seconds))


async def arrivals(load: Load, author: int, reader: int, posts: int) -> None:
    """From createPost to the first page of a warm reader that shows the post."""
    wrote, came = [], []
    for number in range(posts):
        started = time.perf_counter()
        took, data = await load.ask(author, CREATE, {"text": f"News {number}"})
        wrote.append(took)
        id_ = data["createPost"]["post"]["id"]
        while True:
            _, data = await load.ask(reader, PAGE, RANKED)
            edges = data["viewer"]["feed"]["edges"]
            if any(edge["node"]["post"]["id"] == id_ for edge in edges):
                break
        came.append(1000 * (time.perf_counter() - started))
    load.note("createPost", wrote)
    load.note("createPost to shown", came)


async def loud(load: Load, star: int, author: int, followers: list[int]) -> None:
    """A member with many followers posts: as fast as anyone, and their followers see it."""
    async with load.driver() as driver:
        await driver.execute_query(_FOLLOWED, star=star, ids=followers, now=datetime.now(UTC))
    reading = followers[:: max(1, len(followers) // 200)]
    for one in reading:
        await load.ask(one, PAGE, RANKED)
    times: dict[int, list[float]] = {star: [], author: []}
    for number in range(100):
        for one in (star, author):
            took, data = await load.ask(one, CREATE, {"text": f"To all {number}"})
            times[one].append(took)
            if one == star:
                last = data["createPost"]["post"]["id"]
    await asyncio.sleep(2)
    see, written = 0, 0
    for one in reading:
        _, data = await load.ask(one, PAGE, {"mode": "LATEST"})
        see += last in [edge["node"]["post"]["id"] for edge in data["viewer"]["feed"]["edges"]]
        written += int(parse(last)[1]) in await load.store.feeds.entries(one, 1_000)
    load.note(
        "createPost of a star",
        times[star],
        followers=len(followers),
        asked=len(reading),
        see_it=see,
        in_their_stored_feeds=written,
    )
    load.note("createPost of anyone", times[author])


async def viral(
    load: Load, post: str, members: list[int], readers: list[int], per_s: float
) -> None:
    """Members react from 64 clients, some change or take back, while one client reads feeds.

    `per_s` reactions a second, or, where it is 0, as many as the machine answers.
    """
    for _ in range(2):
        calm = [(await load.ask(reader, PAGE, RANKED))[0] for reader in readers]
    load.note("feed before", calm)
    each_s = 64 / per_s if per_s else 0.0
    reacted: list[float] = []
    meanwhile: list[float] = []
    done = asyncio.Event()
    gone = [member for member in members if member % 10 == 0]

    async def client(mine: list[int]) -> None:
        await asyncio.sleep(random.random() * each_s)
        for member in mine:
            began = time.perf_counter()
            for _ in range(2 if member % 7 == 0 else 1):
                reacted.append((await load.ask(member, REACT, {"id": post}))[0])
            if member % 10 == 0:
                await load.ask(member, UNREACT, {"id": post})
            await asyncio.sleep(max(0.0, began + each_s - time.perf_counter()))

    async def read() -> None:
        while not done.is_set():
            for reader in readers[:50]:
                meanwhile.append((await load.ask(reader, PAGE, RANKED))[0])

    reading = asyncio.create_task(read())
    started = time.perf_counter()
    await asyncio.gather(*(client(members[n::64]) for n in range(64)))
    took = time.perf_counter() - started
    done.set()
    await reading
    load.note("react", reacted, per_s=round(len(reacted) / took))
    load.note("feed meanwhile", meanwhile)
    expected = len(members) - len(gone)
    started = time.perf_counter()
    while await load.store.reactions.posts_waiting():  # noqa: ASYNC110, a process
        await asyncio.sleep(0.05)
    flushed = time.perf_counter() - started
    known = (await load.store.reactions.known([int(parse(post)[1])], None)).popitem()[1].count
    row = await load.store.db.row("feed/read_reaction", viewer=members[0], id=int(parse(post)[1]))
    load.found["counts"] = {
        "expected": expected,
        "redis": known,
        "graph": row[1] if row else None,
        "flushed_after_s": round(flushed, 2),
    }
    print(load.found["counts"], flush=True)


async def thread(load: Load, post: str, authors: list[int], comments: int) -> None:
    """Comments are written by many at once; then their pages, from the first to the last."""
    texts = ({"id": post, "text": f"Comment {number}"} for number in range(comments))
    wrote = await at_once(
        16,
        [partial(load.ask, authors[n % 100], COMMENT, text) for n, text in enumerate(texts)],
    )
    load.note("comment", wrote)
    took: list[float] = []
    after, found = None, set()
    while True:
        ms, data = await load.ask(authors[0], COMMENTS, {"id": post, "after": after})
        page = data["node"]["comments"]
        took.append(ms)
        found |= {edge["node"]["id"] for edge in page["edges"]}
        if len(page["edges"]) < 20:
            break
        after = page["pageInfo"]["endCursor"]
    load.note("comments, first 20 pages", took[:20])
    load.note("comments, last 20 pages", took[-20:], pages=len(took), comments=len(found))


async def wipe(load: Load, members: list[int], seconds: float) -> None:
    """Redis loses everything while 32 clients read: answers stay right, and feeds come again."""
    before = await latest_pages(load, members[:20])
    built = await times_built(load)
    reading = asyncio.create_task(many(load, members, seconds, "32 clients, Redis wiped"))
    await asyncio.sleep(seconds / 3)
    async with Redis.from_url(load.settings.redis_url) as redis:
        await redis.flushall()
    await reading
    load.found["wiped"] = {
        "feeds": len(set(members)),
        "built": await times_built(load) - built,
    }
    after = await latest_pages(load, members[:20])
    pairs = [
        pair for pages in zip(before, after, strict=True) for pair in zip(*pages, strict=False)
    ]
    load.found["wiped"]["posts"] = len(pairs)
    load.found["wiped"]["not_the_same"] = sum(one != other for one, other in pairs)
    print(load.found["wiped"], *(pair for pair in pairs if pair[0] != pair[1]), flush=True)


async def latest_pages(load: Load, members: list[int]) -> list[list[Any]]:
    """What the first pages by time show, without their cursors."""
    pages = [(await load.ask(member, PAGE, {"mode": "LATEST"}))[1] for member in members]
    return [[edge["node"] for edge in page["viewer"]["feed"]["edges"]] for page in pages]


async def times_built(load: Load) -> int:
    """How many feeds were built: what is not from the network is looked for once in each."""
    text = (await load.http.get("/metrics")).text
    samples = (s for family in text_string_to_metric_families(text) for s in family.samples)
    counts = (
        s.value
        for s in samples
        if s.name == "proconnect_query_seconds_count"
        and s.labels.get("query") == "feed/list_discoveries"
    )
    return int(sum(counts))


async def measure(given: argparse.Namespace) -> None:
    data, port = given.data, given.port
    settings = configuration.load(data=data, limits="off", query_timeout_s=60)
    async with embedded.running(settings, say=print) as running, open_store(running) as store:
        env = os.environ | {
            "PROCONNECT_DATA": str(running.data.absolute()),
            "PROCONNECT_LIMITS": "off",
            "PROCONNECT_QUERY_TIMEOUT_S": "60",
            "NEO4J_URI": running.neo4j_uri,
            "NEO4J_USER": running.neo4j_user,
            "NEO4J_PASSWORD": running.neo4j_password.get_secret_value(),
            "REDIS_URL": running.redis_url,
        }
        children = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "resolvers.cli", *command), env=env
            )
            for command in (["serve", "--port", str(port)], ["worker"])
        ]
        try:
            load = Load(running, store, port)
            await ready(load)
            await steps(load, given)
            print(orjson.dumps(load.found).decode())
        finally:
            for child in children:
                child.terminate()
                await child.wait()


async def ready(load: Load) -> None:
    """Returns when the endpoint answers."""
    async with asyncio.timeout(120):
        while True:
            try:
                if (await load.http.get("/health/live")).status_code == 200:
                    return
            except httpx2.HTTPError:
                pass
            await asyncio.sleep(0.2)


async def steps(load: Load, given: argparse.Namespace) -> None:
    """Those that were named, one after the other, on a server that is warm."""
    chance = random.Random(5)
    members = [chance.randint(1, 100_000) for _ in range(150)]
    async with load.driver() as driver:
        degree = await sample.by_degree(driver)
    hubs = list(degree)[:20]
    print("connections of hubs:", [degree[member] for member in hubs])
    friends = [member for member in members if degree[member]]
    row = await load.store.db.row("connections/list_connections", **_first_of(friends[0]))
    friend = row[0]["id"] if row and isinstance(row[0], dict) else friends[1]
    star, named = 77_777, set(given.steps or STEPS)
    everybody = [m for m in range(1, 100_001) if m != star]
    await warm(load, given.warm)
    if "pages" in named:
        await pages(load, members, hubs)
    if "clients" in named:
        await many(load, members, given.seconds, "32 clients, warm")
    if "arrivals" in named:
        await arrivals(load, friend, friends[0], given.posts)
    if "star" in named:
        await loud(load, star, friends[2], everybody[:: 100_000 // given.followers])
    _, data = await load.ask(star, CREATE, {"text": "Viral"})
    post = data["createPost"]["post"]["id"]
    if "viral" in named:
        await viral(load, post, everybody[: given.reactions], members[:100], given.rate)
    if "thread" in named:
        await thread(load, post, members, given.comments)
    if "wipe" in named:
        await wipe(load, members, given.seconds)


async def warm(load: Load, seconds: float) -> None:
    """Java compiles what has run some thousand times; a server that just started is slower."""
    chance, until = random.Random(6), time.perf_counter() + seconds

    async def client() -> None:
        while time.perf_counter() < until:
            member = chance.randint(1, 100_000)
            await load.store.feeds.forget([member])
            for variables in (RANKED, RANKED, {"mode": "LATEST"}):
                await load.ask(member, PAGE, variables)

    await asyncio.gather(*(client() for _ in range(4)))


def _first_of(member: int) -> dict[str, Any]:
    return {"viewer": member, "member": member, "after": -1, "limit": 1}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("steps", nargs="*", choices=[*STEPS, []])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--warm", type=float, default=100, help="seconds before the first step")
    parser.add_argument("--posts", type=int, default=200)
    parser.add_argument("--reactions", type=int, default=5_000)
    parser.add_argument("--rate", type=float, default=0, help="reactions a second; 0: all it can")
    parser.add_argument("--comments", type=int, default=1_000)
    parser.add_argument("--followers", type=int, default=5_000)
    parser.add_argument("--port", type=int, default=8_765)
    asyncio.run(measure(parser.parse_args()))
