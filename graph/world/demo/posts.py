"""What the members write: short posts about their work, with a recent past that is busy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.world.demo import sources
from graph.world.demo.profiles import Authors, sentences
from graph.world.demo.tables import DAY, draw, moments, random, write_table
from graph.world.demo.ties import Ints, Ties

KINDS = ("skill", "task", "job", "news", "event", "question", "opinion", "share")
_USUAL = np.array([0.33, 0.1, 0.07, 0.06, 0.09, 0.12, 0.13, 0.1])
_POSTS = 112_000
_MEAN_AGE_DAYS = 40
_OLDEST_DAYS = 730
_STEPS_IN_A_CAREER = re.compile("started a new|first day|moving on|Promoted")
_VISIBILITIES = ("PUBLIC", "CONNECTIONS", "PRIVATE")


@dataclass(frozen=True, slots=True)
class Posts:
    """One value for each post, in order of time and id; `kind` is a position in KINDS."""

    author: Ints
    at: Ints
    kind: Ints
    visibility: Ints
    subject: list[str]
    second: list[str]


def write_posts(folder: Path, ties: Ties, authors: Authors, seed: int, now: int) -> Posts:
    """Writes posts.csv."""
    rng = random(seed, "posts")
    activity = rng.lognormal(0, 1.3, ties.count) * (ties.degree + 1.0) ** 0.35
    author = draw(activity, _POSTS, rng)
    age = rng.exponential(_MEAN_AGE_DAYS, _POSTS)
    old = rng.random(_POSTS) < 0.3
    age[old] = rng.random(int(old.sum())) * _OLDEST_DAYS
    at = now - 90 - (np.minimum(age, _OLDEST_DAYS) * DAY).astype(np.int64)
    created = authors.people.created[author]
    early = at <= created
    at[early] = created[early] + (
        (now - 90 - created[early]) * rng.random(int(early.sum()))
    ).astype(np.int64)
    order = np.argsort(at, kind="stable")
    author, at = author[order], at[order]
    kind = draw(_USUAL, _POSTS, rng)
    visibility = np.digitize(rng.random(_POSTS), [0.9, 0.98])
    original = _originals(ties, author, kind, visibility, rng)
    kind = np.where((kind == KINDS.index("share")) & (original < 0), KINDS.index("opinion"), kind)
    texts, subject, second = _texts(authors, author, kind, rng)
    write_table(
        folder,
        "posts",
        "id author_id text created_at visibility shares_post_id",
        (
            range(1, _POSTS + 1),
            (author + 1).tolist(),
            texts,
            moments(at),
            [_VISIBILITIES[row] for row in visibility.tolist()],
            [row + 1 if row >= 0 else "" for row in original.tolist()],
        ),
    )
    return Posts(author, at, kind, visibility, subject, second)


def _originals(
    ties: Ties, author: Ints, kind: Ints, visibility: Ints, rng: np.random.Generator
) -> Ints:
    """For each share the latest public post of some connection before it, else -1."""
    share = KINDS.index("share")
    found = np.full(len(author), -1)
    sharing = np.flatnonzero(kind == share)
    source = ties.some_neighbour(author[sharing], rng)
    open_posts = np.flatnonzero((kind != share) & (visibility == 0))
    keys = np.sort(author[open_posts] * len(author) + open_posts)
    at = np.searchsorted(keys, source * len(author) + sharing) - 1
    there = (at >= 0) & (keys[at] // len(author) == source)
    found[sharing[there]] = keys[at[there]] % len(author)
    return found


def _texts(
    authors: Authors, author: Ints, kind: Ints, rng: np.random.Generator
) -> tuple[list[str], list[str], list[str]]:
    tables = sources.table("texts")["posts"]
    without = {
        name: [text for text in table["texts"] if "{company}" not in text]
        for name, table in tables.items()
        if "texts" in table
    }
    chances = rng.random((len(author), 8)).tolist()
    told: set[int] = set()
    texts, subjects, seconds = [], [], []
    for member, number, chance in zip(author.tolist(), kind.tolist(), chances, strict=True):
        words = authors.words(member, chance)
        role = authors.role(member)
        name = KINDS[number]
        tasks = authors.tasks(member)
        if name == "task" and tasks:
            words["task"] = tasks[int(chance[2] * len(tasks))]
        elif name in ("task", "question") and not role.technical:
            name = "field"
        elif name in ("skill", "task"):
            name = "skill" if role.technical else "field"
        works = bool(words["company"])
        options = tables[name].get("texts") if works else without.get(name)
        pattern = _pattern(tables[name], options, chance)
        if not pattern or ("{company}" in pattern and not works):
            pattern = without["opinion"][int(chance[4] * len(without["opinion"]))]
        if _STEPS_IN_A_CAREER.search(pattern):
            if member in told:
                pattern = _pattern(tables["opinion"], without["opinion"][:8], chance[::-1])
                pattern = pattern.replace(" Thank you, {company}.", "")
            told.add(member)
        texts.append(sentences(pattern.format_map(words)) + _tags(role.topics, chance))
        subjects.append(str(words["skill"]))
        seconds.append(str(words["skill2"]))
    return texts, subjects, seconds


def _pattern(table: dict[str, list[str]], texts: list[str] | None, chance: list[float]) -> str:
    """One text of the table; where it has only parts, one of each."""
    opens, closes = table.get("opens", [""]), table.get("closes", [""])
    first = opens[int(chance[3] * len(opens))]
    last = closes[int(chance[5] * len(closes))]
    if "bodies" in table:
        body = table["bodies"][int(chance[4] * len(table["bodies"]))]
        return " ".join(part for part in (first, body, last) if part)
    return first + texts[int(chance[4] * len(texts))] + last if texts else ""


def _tags(topics: tuple[str, ...], chance: list[float]) -> str:
    count = int(chance[6] * 4.4)
    first = int(chance[7] * len(topics))
    chosen = (topics[first:] + topics[:first])[: min(count, 3)]
    return "".join(f" #{topic}" for topic in chosen)
