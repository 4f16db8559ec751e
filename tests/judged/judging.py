"""The judged set: queries for people, what would be a good answer, and how good an answer is.

`people.jsonl` holds a query a line, made from the vocabularies of the demo world: names with one
typo, titles with companies and cities, their translations, compounds, abbreviations and other
names, fields and expressions. `profiles.jsonl.gz` is a sample of the demo world that has at least
one good answer to each. Judgements are by what a profile says, so that they hold for the sample and
for the whole world alike:

- a name wants the person of that name first;
- titles with a company or a city want people who have such a title now (3 where it is exactly
  that, 2 where it contains it, 1 where they had it) and all else that is asked for (1 where they
  worked there before); everybody else is worth nothing;
- an expression wants exactly the profiles that it holds for, in any order.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from graph.search.language import All, Node, Some, Term, Without, parse
from graph.search.questions import FIELDS_OF
from graph.store.search.kinds import SCHEMAS, Kind
from graph.store.search.words import words

FOLDER = Path(__file__).parent
_TEXTS = tuple(one.name for one in SCHEMAS[Kind.MEMBER].texts)


@dataclass(frozen=True, slots=True)
class Query:
    """A query and what it wants."""

    kind: str
    text: str
    name: str | None = None
    titles: tuple[str, ...] = ()
    company: str | None = None
    city: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What a viewer may see of a member; `positions` are title, company, whether held now."""

    id: int
    fields: Mapping[str, list[str]]
    positions: Sequence[tuple[str, str, bool]] = field(default=())


def queries() -> list[Query]:
    """The judged set."""
    found = []
    for line in (FOLDER / "people.jsonl").read_text("utf-8").splitlines():
        row = orjson.loads(line)
        text, titles = row.pop("query"), tuple(row.pop("titles", ()))
        found.append(Query(text=text, titles=titles, **row))
    return found


def sample() -> list[list[Any]]:
    """The packed profiles as rows of `search/page_members`, all of them public."""
    names = ("id", "name", "headline", "summary", "industry", "city", "country")
    rows = []
    for line in gzip.decompress((FOLDER / "profiles.jsonl.gz").read_bytes()).splitlines():
        *values, positions, schools, skills = orjson.loads(line)
        member = dict(zip(names, values, strict=True)) | {"profile_visibility": "PUBLIC"}
        rows.append([member, positions, schools, skills, None])
    return rows


def profile(row: Sequence[Any]) -> Profile:
    """A full profile from a row of `search/page_members`."""
    member, positions, schools, skills, place = row
    fields = {name: [member[name]] for name in ("name", "headline", "summary", "industry")}
    fields |= {
        "country": [member["country"]],
        "place": [place[1] if place else member["city"]],
        "title": [title for title, _, now in positions if now],
        "past_title": [title for title, _, now in positions if not now],
        "company": [company for _, company, now in positions if now],
        "past_company": [company for _, company, now in positions if not now],
        "school": schools,
        "skill": skills,
    }
    kept = {name: [value for value in values if value] for name, values in fields.items()}
    return Profile(member["id"], kept, tuple(map(tuple, positions)))


def gain(query: Query, one: Profile) -> int:
    """What a profile is worth for a title query: 0 to 3."""
    if query.city and query.city not in one.fields.get("place", []):
        return 0
    best = 0
    for title, company, now in one.positions:
        worth = max((_title_gain(wanted, title) for wanted in query.titles), default=0)
        worth = worth if now else min(worth, 1)
        if query.company and company != query.company:
            worth = 0
        best = max(best, worth)
    if best == 0 and query.company in one.fields.get("past_company", []):
        best = min(1, max((_title_gain(w, t) for w in query.titles for t in one.fields["title"]),
                          default=0))  # fmt: skip
    return best


def _title_gain(wanted: str, title: str) -> int:
    if words(wanted) == words(title):
        return 3
    return 2 if _contains(words(wanted), words(title)) else 0


def _contains(part: Sequence[str], whole: Sequence[str]) -> bool:
    size = len(part)
    return any(whole[start : start + size] == part for start in range(len(whole) - size + 1))


def ndcg(gains: Sequence[int], possible: Iterable[int]) -> float:
    """nDCG@10 with gains of 2^g - 1 (Burges et al. 2005); 1.0 where nothing is worth anything."""
    best = _dcg(sorted(possible, reverse=True)[:10])
    return _dcg(gains[:10]) / best if best else 1.0


def _dcg(gains: Sequence[int]) -> float:
    return sum((2**one - 1) / math.log2(place + 2) for place, one in enumerate(gains))


def holds(text: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether an expression holds for a profile: words next to each other in a value of a field."""
    tree = parse(text)
    if tree is None:
        raise ValueError(f"{text!r} is no expression")
    return _holds(tree, fields)


def _holds(node: Node, fields: Mapping[str, Sequence[str]]) -> bool:
    match node:
        case All(parts):
            return all(_holds(part, fields) for part in parts)
        case Some(parts):
            return any(_holds(part, fields) for part in parts)
        case Without(part):
            return not _holds(part, fields)
        case Term(wanted, name):
            known = FIELDS_OF[Kind.MEMBER][name] if name else _TEXTS
            return any(
                _contains(wanted, words(value)) for one in known for value in fields.get(one, ())
            )


@dataclass(slots=True)
class Report:
    """How good the answers were: per kind, the mean of success@1, nDCG@10 or exactness."""

    scores: dict[str, list[float]] = field(default_factory=dict)
    slowest_ms: float = 0.0
    bad: list[str] = field(default_factory=list)

    def add(self, query: Query, score: float, ms: float) -> None:
        """One answer."""
        self.scores.setdefault(query.kind, []).append(score)
        self.slowest_ms = max(self.slowest_ms, ms)
        if score < 0.8:
            self.bad.append(f"{query.kind}: {query.text!r} {score:.2f}")

    def mean(self, *starts: str) -> float:
        """The mean over the queries whose kind begins so."""
        found = [s for kind, all_ in self.scores.items() for s in all_ if kind.startswith(starts)]
        return sum(found) / len(found)


NAMES = ("name",)
EXACT = ("fields", "expression")


def titles(report: Report) -> tuple[str, ...]:
    """The kinds that are about titles, companies and cities."""
    return tuple(kind for kind in report.scores if not kind.startswith((*NAMES, *EXACT)))


def judge(query: Query, found: Sequence[int], total: int, profiles: Mapping[int, Profile]) -> float:
    """How good the hits (all of them for an expression, else the best ten) are: 0 to 1."""
    if query.exact:
        wanted = {one.id for one in profiles.values() if holds(query.text, one.fields)}
        return float(total == len(wanted) and wanted.issuperset(found))
    if query.name is not None:
        return float(bool(found) and profiles[found[0]].fields["name"] == [query.name])
    gains = [gain(query, profiles[id_]) for id_ in found[:10]]
    return ndcg(gains, (gain(query, one) for one in profiles.values()))
