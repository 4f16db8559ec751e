"""What the members of the benchmark world do: ties, jobs, posts, reactions and comments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import tables
from tests.benchmarks.network import Ids, Network
from tests.benchmarks.profiles import People, Times
from tests.benchmarks.vocabulary import CITIES, HASHTAGS

_KINDS = np.array(["LIKE", "CELEBRATE", "SUPPORT", "INSIGHTFUL", "LOVE", "FUNNY"], dtype=object)
_TYPES = np.array(["FULL_TIME", "PART_TIME", "CONTRACT", "TEMPORARY", "INTERNSHIP"], dtype=object)
_LEVELS = np.array(["ENTRY", "ASSOCIATE", "SENIOR", "LEAD", "EXECUTIVE"], dtype=object)
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts by number from 0, oldest first; ids are numbers plus 1."""

    author: Ids
    at: Times
    weight: NDArray[np.float64]
    """How likely each is to be reacted to; 0 where only its author can see it."""


def write_ties(
    folder: Path,
    rng: np.random.Generator,
    people: People,
    ties: Network,
    blocks: int,
    follows: int,
) -> Ids:
    """connections, blocks and follows; returns the blocked pairs as sorted keys, both ways."""
    size = people.size
    since = np.maximum(people.joined[ties.lower], people.joined[ties.higher])
    span = (people.end - since).astype(np.int64)
    when = since + (rng.random(len(since)) * span).astype("timedelta64[s]")
    tables.write(
        folder,
        "connections",
        {"member_a": ties.lower + 1, "member_b": ties.higher + 1, "connected_at": when},
    )
    # Half of the blocks stand between members who share a connection: those hide something.
    one = rng.integers(size, size=2 * blocks)
    near = np.arange(2 * blocks) % 2 == 0
    far = rng.integers(size, size=2 * blocks)
    other = np.where(near, _friend(rng, ties, _friend(rng, ties, one)), far)
    lower, higher = np.minimum(one, other), np.maximum(one, other)
    key = lower * size + higher
    known = np.isin(key, ties.lower * size + ties.higher)
    _, first = np.unique(key, return_index=True)
    keep = np.intersect1d(first, np.flatnonzero((one != other) & ~known))[:blocks]
    one, other = one[keep], other[keep]
    tables.write(folder, "blocks", {"member_id": one + 1, "blocked_id": other + 1})
    blocked = np.sort(np.concatenate([one * size + other, other * size + one]))
    _write_follows(folder, rng, people, ties, blocked, follows)
    return blocked


def _write_follows(
    folder: Path,
    rng: np.random.Generator,
    people: People,
    ties: Network,
    blocked: Ids,
    follows: int,
) -> None:
    size, third = people.size, follows // 3
    known = ties.degrees + 1.0
    one = rng.integers(size, size=third)
    other = rng.choice(size, size=third, p=known / known.sum())
    one, other = _different(one, other, size, blocked)
    fan = rng.integers(size, size=third)
    company = people.circles.company[rng.integers(size, size=third)]
    fan, company = _different(fan, company, len(people.companies), None)
    reader = rng.integers(size, size=third)
    tag = np.minimum(rng.zipf(1.3, size=third) - 1, len(HASHTAGS) - 1)
    reader, tag = _different(reader, tag, len(HASHTAGS), None)
    tables.write(
        folder,
        "follows",
        {
            "member_id": np.concatenate([one, fan, reader]) + 1,
            "kind": ["member"] * len(one) + ["company"] * len(fan) + ["hashtag"] * len(reader),
            "target": [
                *(other + 1).tolist(),
                *(company + 1).tolist(),
                *(HASHTAGS[number] for number in tag.tolist()),
            ],
        },
    )


def _different(one: Ids, other: Ids, span: int, blocked: Ids | None) -> tuple[Ids, Ids]:
    """The pairs without repetition; where `blocked` is given, of members, not self or blocked."""
    key = np.unique(one * span + other)
    if blocked is not None:
        key = key[(key // span != key % span) & ~np.isin(key, blocked)]
    return key // span, key % span


def _friend(rng: np.random.Generator, ties: Network, of: Ids) -> Ids:
    """A random connection of each member; the member where there is none."""
    degrees = ties.degrees[of]
    at = ties.starts[of] + (rng.random(len(of)) * degrees).astype(np.int64)
    at = np.minimum(at, len(ties.neighbours) - 1)
    return np.where(degrees > 0, ties.neighbours[at], of)


def write_endorsements(
    folder: Path,
    rng: np.random.Generator,
    people: People,
    ties: Network,
    skills: tuple[Ids, NDArray[np.object_]],
    endorsements: int,
) -> None:
    """endorsements.csv: by connections, of skills that the member has."""
    member, skill = skills
    row = rng.integers(len(member), size=endorsements)
    by = _friend(rng, ties, member[row])
    _, first = np.unique(row * people.size + by, return_index=True)
    first = first[by[first] != member[row][first]]
    row, by = row[first], by[first]
    tables.write(
        folder,
        "endorsements",
        {"endorser_id": by + 1, "member_id": member[row] + 1, "skill": skill[row]},
    )


def write_jobs(folder: Path, rng: np.random.Generator, people: People, jobs: int) -> None:
    """jobs.csv and job_skills.csv, about six skills a job; a tenth of the jobs has expired."""
    # A company offers as many jobs as it has people, so to speak.
    company = people.circles.company[rng.integers(people.size, size=jobs)]
    choices = people.work_of_industry[people.industry[company]]
    work = choices[np.arange(jobs), rng.integers(choices.shape[1], size=jobs)]
    place = [CITIES[city] for city in rng.integers(len(CITIES), size=jobs).tolist()]
    age = np.sort(rng.random(jobs) * 60 * _DAY_S)[::-1]
    posted = people.end - age.astype("timedelta64[s]")
    lasts = np.where(rng.random(jobs) < 0.1, 1, 400).astype("timedelta64[D]")
    pay = np.round(rng.lognormal(11.0, 0.35, size=jobs), -3).astype(np.int64)
    works = [people.works[number] for number in work.tolist()]
    tables.write(
        folder,
        "jobs",
        {
            "id": np.arange(1, jobs + 1),
            "company_id": company + 1,
            "title": [kind.title for kind in works],
            "description": [
                f"We are looking for a {kind.title} who knows {', '.join(kind.skills[:4])}."
                for kind in works
            ],
            "city": [city for city, _ in place],
            "country": [country for _, country in place],
            "remote": np.where(rng.random(jobs) < 0.25, "true", "false"),
            "employment_type": _TYPES[np.minimum(rng.geometric(0.7, size=jobs) - 1, 4)],
            "experience_level": _LEVELS[rng.integers(len(_LEVELS), size=jobs)],
            "salary_min": pay,
            "salary_max": pay + pay // 4,
            "currency": ["EUR"] * jobs,
            "posted_at": posted,
            "expires_at": posted + lasts,
        },
    )
    number, names = [], []
    for job, kind in enumerate(works, 1):
        many = min(len(kind.skills), 3 + int(rng.poisson(3.0)))
        # Sampled from the front: what the occupation needs is asked for more often.
        chosen = rng.permutation(min(len(kind.skills), many + 4))[:many]
        number += [job] * many
        names += [kind.skills[place] for place in chosen.tolist()]
    essential = np.where(rng.random(len(names)) < 0.7, "true", "false")
    tables.write(folder, "job_skills", {"job_id": number, "skill": names, "essential": essential})


def write_posts(
    folder: Path, rng: np.random.Generator, people: People, ties: Network, posts: int
) -> Posts:
    """posts.csv: two years of them, denser towards the end; the well connected write more."""
    activity = np.sqrt(ties.degrees + 1.0) * rng.lognormal(0.0, 1.0, size=people.size)
    author = rng.choice(people.size, size=posts, p=activity / activity.sum())
    age_days = np.minimum(rng.exponential(150.0, size=posts), 730.0)
    at = people.end - np.sort(age_days * _DAY_S)[::-1].astype("timedelta64[s]")
    visibility = rng.choice(
        np.array(["PUBLIC", "CONNECTIONS", "PRIVATE"], dtype=object), posts, p=[0.82, 0.16, 0.02]
    )
    shares = rng.random(posts) < 0.05
    originals = np.flatnonzero(~shares & (visibility == "PUBLIC"))
    before = np.searchsorted(originals, np.arange(posts)) - rng.geometric(0.01, size=posts)
    shares &= before >= 0
    shared = np.where(shares, np.append(originals, 0)[np.maximum(before, 0)] + 1, 0)
    pieces = zip(
        people.work[author].tolist(),
        rng.integers(8, size=posts).tolist(),
        (np.minimum(rng.zipf(1.3, size=posts), len(HASHTAGS)) - 1).tolist(),
        strict=True,
    )
    tables.write(
        folder,
        "posts",
        {
            "id": np.arange(1, posts + 1),
            "author_id": author + 1,
            "text": [
                f"What {people.works[work].title} taught us this week about "
                f"{people.works[work].skills[skill]}: start small, measure, and share what you "
                f"learn. #{HASHTAGS[tag]}"
                for work, skill, tag in pieces
            ],
            "created_at": at,
            "visibility": visibility,
            "shares_post_id": _or_empty(shared),
        },
    )
    weight = np.where(visibility == "PRIVATE", 0.0, rng.lognormal(0.0, 1.2, size=posts))
    return Posts(author, at, weight * np.sqrt(ties.degrees[author] + 1.0))


def write_reactions(
    folder: Path,
    rng: np.random.Generator,
    people: People,
    ties: Network,
    posts: Posts,
    blocked: Ids,
    reactions: int,
) -> None:
    """reactions.csv, one of a member to a post, mostly by the author's connections."""
    post, member, at = _answers(rng, people, ties, posts, blocked, reactions)
    _, first = np.unique(post * people.size + member, return_index=True)
    tables.write(
        folder,
        "reactions",
        {
            "member_id": member[first] + 1,
            "post_id": post[first] + 1,
            "kind": _KINDS[np.minimum(rng.geometric(0.6, size=len(first)) - 1, 5)],
            "created_at": at[first],
        },
    )


def write_comments(
    folder: Path,
    rng: np.random.Generator,
    people: People,
    ties: Network,
    posts: Posts,
    blocked: Ids,
    comments: int,
) -> None:
    """comments.csv: a quarter of those that can be are replies to the first on their post."""
    post, member, at = _answers(rng, people, ties, posts, blocked, comments)
    order = np.argsort(at, kind="stable")
    post, member, at = post[order], member[order], at[order]
    _, first, which = np.unique(post, return_index=True, return_inverse=True)
    opener = first[which]
    replies = (opener != np.arange(len(post))) & (rng.random(len(post)) < 0.25)
    tables.write(
        folder,
        "comments",
        {
            "id": np.arange(1, len(post) + 1),
            "post_id": post + 1,
            "author_id": member + 1,
            "text": [
                f"Thank you for this. {people.works[work].skills[0]} is where we see it too."
                for work in people.work[member].tolist()
            ],
            "created_at": at,
            "reply_to_id": _or_empty(np.where(replies, opener + 1, 0)),
        },
    )


def _answers(
    rng: np.random.Generator,
    people: People,
    ties: Network,
    posts: Posts,
    blocked: Ids,
    size: int,
) -> tuple[Ids, Ids, Times]:
    """Posts by weight, for each a member who can see it, and a later time within the world."""
    post = rng.choice(len(posts.author), size=size, p=posts.weight / posts.weight.sum())
    author = posts.author[post]
    member = _friend(rng, ties, author)
    sees = ~np.isin(author * people.size + member, blocked)
    post, member = post[sees], member[sees]
    after = np.minimum(rng.exponential(1.5 * _DAY_S, size=len(post)), 30 * _DAY_S)
    at = np.minimum(posts.at[post] + after.astype("timedelta64[s]"), people.end)
    return post, member, at


def _or_empty(ids: Ids) -> list[int | str]:
    return [number if number else "" for number in ids.tolist()]
