"""What the members write: short posts about their work, with a recent past that is busy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.world.demo import sources
from graph.world.demo.profiles import Authors, nouns
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
    flat = {name: table["texts"] for name, table in tables.items() if "texts" in table}
    without = {
        name: [text for text in texts if "{company}" not in text] for name, texts in flat.items()
    }
    chances = rng.random((len(author), 8)).tolist()
    told: set[int] = set()
    texts, subjects, seconds = [], [], []
    for member, number, chance in zip(author.tolist(), kind.tolist(), chances, strict=True):
        skills = authors.abilities.of(member)
        name = KINDS[number]
        words = _words(authors, member, skills, chance)
        tasks = [skill for skill in skills if skill in authors.verbs]
        if name == "task" and tasks:
            words["task"] = tasks[int(chance[2] * len(tasks))]
        elif name == "task":
            name = "skill"
        if name in flat:
            works = authors.careers.employer[member] >= 0
            options = flat[name] if works else without[name] or flat["opinion"][:3]
            text = options[int(chance[3] * len(options))]
            if _STEPS_IN_A_CAREER.search(text):
                if member in told:
                    text = flat["opinion"][int(chance[4] * 3)]
                told.add(member)
            text = text.format_map(words)
        else:
            table = tables[name]
            parts = [
                options[int(chance[place] * len(options))]
                for place, options in (
                    (3, table["opens"]),
                    (4, table["bodies"]),
                    (5, table["closes"]),
                )
            ]
            text = " ".join(part for part in parts if part).format_map(words)
        texts.append(text + _tags(authors.roles[authors.people.role[member]].topics, chance))
        subjects.append(str(words["skill"]))
        seconds.append(str(words["skill2"]))
    return texts, subjects, seconds


def _words(
    authors: Authors, member: int, skills: list[str], chance: list[float]
) -> dict[str, object]:
    known = nouns(skills, authors.verbs)
    first = int(chance[0] ** 1.5 * len(known))
    employer = authors.careers.employer[member]
    return {
        "skill": known[first],
        "skill2": known[(first + 1) % len(known)] if len(known) > 1 else "the old way",
        "company": authors.market.companies[employer].name if employer >= 0 else "",
        "title": authors.careers.title[member],
        "city": authors.homes.places[authors.homes.city[member]].name,
        "school": authors.studies.names[authors.studies.school[member]],
        "n": 3 + int(chance[1] * 38),
        "n2": 2 + int(chance[1] * 8),
    }


def _tags(topics: tuple[str, ...], chance: list[float]) -> str:
    count = int(chance[6] * 4.4)
    first = int(chance[7] * len(topics))
    chosen = (topics[first:] + topics[:first])[: min(count, 3)]
    return "".join(f" #{topic}" for topic in chosen)
