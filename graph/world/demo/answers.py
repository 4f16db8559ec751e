"""Comments and reactions, mostly by connections of the author."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.world.demo import sources
from graph.world.demo.people import People
from graph.world.demo.posts import KINDS, Posts
from graph.world.demo.tables import draw, moments, random, write_table
from graph.world.demo.ties import Ints, Ties

_REACTIONS = 640_000
_COMMENTS = 62_000
_REPLIED = 0.24
_HOURS = 9
_REACTIONS_KINDS = ("LIKE", "CELEBRATE", "SUPPORT", "INSIGHTFUL", "LOVE", "FUNNY")
_TO_KIND = {
    "news": [0.35, 0.45, 0.07, 0.01, 0.11, 0.01],
    "job": [0.6, 0.1, 0.2, 0.05, 0.05, 0.0],
    "opinion": [0.55, 0.03, 0.07, 0.2, 0.08, 0.07],
}
_TO_OTHERS = [0.62, 0.07, 0.06, 0.17, 0.06, 0.02]


def _appeal(ties: Ties, posts: Posts, rng: np.random.Generator) -> NDArray[np.float64]:
    reach = np.minimum(ties.degree[posts.author], 400).astype(float)
    appeal = rng.lognormal(0, 0.9, len(posts.author)) * reach**0.6
    appeal[posts.kind == KINDS.index("news")] *= 2.2
    appeal[posts.visibility == 2] = 0
    return np.asarray(appeal)


def _audience(ties: Ties, posts: Posts, post: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """For each post (which may repeat) a member who answers it: posts and members."""
    member = ties.some_neighbour(posts.author[post], rng)
    farther = (posts.visibility[post] == 0) & (rng.random(len(post)) < 0.12)
    member[farther] = ties.some_neighbour(member[farther], rng)
    other = member != posts.author[post]
    return post[other], member[other]


def _moment(start: Ints, now: int, rng: np.random.Generator) -> Ints:
    """Some hours after `start` and before `now`, both in seconds."""
    wait = rng.exponential(_HOURS * 3600, len(start)) + 40
    room = np.maximum(now - 20 - start, 1)
    return start + np.where(wait < room, wait, room * rng.random(len(start))).astype(np.int64)


def write_reactions(
    folder: Path, ties: Ties, people: People, posts: Posts, seed: int, now: int
) -> None:
    """Writes reactions.csv, one of a member on a post."""
    rng = random(seed, "reactions")
    post = draw(_appeal(ties, posts, rng), _REACTIONS, rng)
    post, member = _audience(ties, posts, post, rng)
    rows = np.unique(post * ties.count + member)
    post, member = rows // ties.count, rows % ties.count
    at = _moment(np.maximum(posts.at[post], people.created[member]), now, rng)
    kind = np.zeros(len(post), dtype=np.int64)
    for number, name in enumerate(KINDS):
        own = np.flatnonzero(posts.kind[post] == number)
        kind[own] = draw(np.array(_TO_KIND.get(name, _TO_OTHERS)), len(own), rng)
    write_table(
        folder,
        "reactions",
        "member_id post_id kind created_at",
        (
            (member + 1).tolist(),
            (post + 1).tolist(),
            [_REACTIONS_KINDS[row] for row in kind.tolist()],
            moments(at),
        ),
    )


def write_comments(
    folder: Path, ties: Ties, people: People, posts: Posts, seed: int, now: int
) -> None:
    """Writes comments.csv; replies come mostly from the author of the post."""
    rng = random(seed, "comments")
    post = draw(_appeal(ties, posts, rng), _COMMENTS, rng)
    post, member = _audience(ties, posts, post, rng)
    at = _moment(np.maximum(posts.at[post], people.created[member]), now, rng)
    answered = np.flatnonzero(rng.random(len(post)) < _REPLIED)
    by_author = rng.random(len(answered)) < 0.75
    replier = np.where(
        by_author,
        posts.author[post[answered]],
        ties.some_neighbour(posts.author[post[answered]], rng),
    )
    again = replier != member[answered]
    answered, replier = answered[again], replier[again]
    replied_at = _moment(np.maximum(at[answered], people.created[replier]), now, rng)
    none = np.full(len(post), -1)
    reply_to = np.concatenate([none, answered])
    post = np.concatenate([post, post[answered]])
    member = np.concatenate([member, replier])
    at = np.concatenate([at, replied_at])
    order = np.argsort(at, kind="stable")
    id_of = np.empty(len(order), dtype=np.int64)
    id_of[order] = np.arange(1, len(order) + 1)
    texts = _texts(people, posts, post, member, reply_to, rng)
    write_table(
        folder,
        "comments",
        "id post_id author_id text created_at reply_to_id",
        (
            range(1, len(order) + 1),
            (post[order] + 1).tolist(),
            (member[order] + 1).tolist(),
            [texts[row] for row in order.tolist()],
            moments(at[order]),
            [int(id_of[row]) if row >= 0 else "" for row in reply_to[order].tolist()],
        ),
    )


def _texts(
    people: People, posts: Posts, post: Ints, member: Ints, reply_to: Ints, rng: np.random.Generator
) -> list[str]:
    tables: dict[str, list[str]] = sources.table("texts")["comments"]
    chances = rng.random((len(post), 2)).tolist()
    author = posts.author[post].tolist()
    found = []
    for row, (number, target, chance) in enumerate(
        zip(post.tolist(), reply_to.tolist(), chances, strict=True)
    ):
        name = KINDS[posts.kind[number]]
        if target >= 0:
            options, spoken_to = tables["replies"], int(member[target])
        else:
            close = tables[name] if name in ("news", "job", "event") else tables["general"]
            if name in ("skill", "question"):
                close = tables["skill"] if chance[0] < 0.5 else tables["general"]
            options, spoken_to = close, author[row]
        text = options[int(chance[1] * len(options))]
        found.append(
            text.format(
                first=people.first[spoken_to],
                skill=posts.subject[number],
                skill2=posts.second[number],
            )
        )
    return found
