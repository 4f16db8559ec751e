"""From rows of the graph to documents of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.model import Visibility
from graph.places import gazetteer
from graph.places.gazetteer import place_key
from graph.search.filters import NEVER_S
from graph.search.scope import REDUCED
from graph.search.vocabulary import company_aliases, initials, roles
from graph.store.search.interface import Document, Value
from graph.store.search.kinds import MICRO, Kind

OPEN_FIELDS = ("name", "headline", "headline_role", "industry", "country")
"""What a reduced card shows, and what follows from it."""

_DERIVED = frozenset({"role", "past_role", "headline_role", "place_id", "open_to_work"})

_TEXT_LETTERS = 10_000
"""Of an article, this much is searched."""

Row = Sequence[Any]
Home = Sequence[Any] | None
"""Id and name of the place where something is."""


def documents(kind: Kind, row: Row) -> list[Document]:
    """The documents of one row of `search/page_…`; a member may have two, see `scope`."""
    found: list[Document] = _MAKERS[kind](*row)
    return found


def _member(
    member: Mapping[str, Any],
    positions: list[tuple[str, str, bool]],
    schools: list[str],
    skills: list[str],
    place: Home,
) -> list[Document]:
    titles = [title for title, _, now in positions if now]
    past = [title for title, _, now in positions if not now]
    fields: dict[str, Value | Sequence[str] | None] = {
        "name": member["name"],
        "headline": member["headline"],
        "industry": member["industry"],
        "country": member["country"],
        "summary": member["summary"],
        "title": titles,
        "past_title": past,
        "role": _roles(titles),
        "past_role": _roles(past),
        "headline_role": _roles([member["headline"] or ""]),
        "company": [company for _, company, now in positions if now],
        "past_company": [company for _, company, now in positions if not now],
        "school": schools,
        "skill": skills,
        "place": place[1] if place else member["city"],
        "place_id": place[0] if place else None,
        "open_to_work": "true" if member.get("open_to_work") else None,
    }
    audience = member["profile_visibility"] or Visibility.PUBLIC
    full = Document(member["id"], _completed(fields, audience))
    if audience != Visibility.CONNECTIONS:
        return [full]
    open_fields = {name: fields[name] for name in OPEN_FIELDS}
    return [full, Document(member["id"], _completed(open_fields, REDUCED), REDUCED.lower())]


def _roles(titles: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for title in titles for name in roles(title)))


def _completed(
    fields: Mapping[str, Value | Sequence[str] | None], audience: str
) -> dict[str, Value | Sequence[str] | None]:
    filled = sum(1 for name, value in fields.items() if value and name not in _DERIVED)
    return {**fields, "audience": str(audience), "completeness": filled}


def _job(
    job: Mapping[str, Any],
    posted_at: int | None,
    expires_at: int | None,
    company: str | None,
    skills: list[str],
    place: Home,
) -> list[Document]:
    highest = job["salary_max"] if job["salary_max"] is not None else job["salary_min"]
    fields: dict[str, Value | Sequence[str] | None] = {
        "title": job["title"],
        "role": _roles([job["title"]]),
        "company": company,
        "skill": skills,
        "place": place[1] if place else job["city"],
        "place_id": place[0] if place else None,
        "country": job["country"],
        "description": job["description"],
        "employment_type": job["employment_type"],
        "experience_level": job["experience_level"],
        "remote": None if job["remote"] is None else str(job["remote"]).lower(),
        "currency": job["currency"],
        "salary_max": None if highest is None else int(highest),
        "status": job["status"],
        "posted_at": posted_at,
        "expires_at": NEVER_S if expires_at is None else expires_at,
    }
    return [Document(job["id"], fields)]


def _company(company: Mapping[str, Any], place: Home, rank: int) -> list[Document]:
    fields: dict[str, Value | Sequence[str] | None] = {
        name: company[name]
        for name in ("name", "industry", "domain", "description", "country", "size")
    }
    fields["alias"] = company_aliases(company["name"], company["domain"])
    fields["place"] = place[1] if place else company["city"]
    return [Document(company["id"], {**fields, "rank": rank})]


def _post(
    post: Mapping[str, Any],
    created_at: int,
    author: int | None,
    author_visibility: str | None,
    hashtags: list[str],
) -> list[Document]:
    if author is None:
        return []
    fields: dict[str, Value | Sequence[str] | None] = {
        "text": post["text"][:_TEXT_LETTERS],
        "title": post.get("title"),
        "hashtag": hashtags,
        "author": author,
        "audience": post["visibility"] or Visibility.PUBLIC,
        "author_audience": author_visibility or Visibility.PUBLIC,
        "created_at": created_at,
    }
    return [Document(post["id"], fields)]


def _school(id_: int, name: str, rank: int) -> list[Document]:
    return [Document(id_, {"name": name, "alias": initials(name), "rank": rank})]


def _place(
    id_: int,
    name: str,
    country: str | None,
    rank: int | None,
    latitude: float | None,
    longitude: float | None,
) -> list[Document]:
    fields: dict[str, Value | Sequence[str] | None] = {
        "name": name,
        "country": country,
        "key": list(gazetteer.load().keys_of(id_) or [place_key(name)]),
        "rank": rank or 0,
    }
    if latitude is not None and longitude is not None:
        fields["latitude"], fields["longitude"] = (
            round(latitude * MICRO),
            round(longitude * MICRO),
        )
    return [Document(id_, fields)]


def _skill(
    id_: str,
    name: str,
    kind: str | None,
    aliases: list[str] | None,
    former: list[str] | None,
    keys: list[str],
    rank: int,
) -> list[Document]:
    fields = {
        "name": name,
        "kind": kind,
        "alias": aliases,
        "former": former,
        "key": keys,
        "rank": rank,
    }
    return [Document(id_, fields)]


_MAKERS: Mapping[Kind, Any] = {
    Kind.MEMBER: _member,
    Kind.JOB: _job,
    Kind.COMPANY: _company,
    Kind.POST: _post,
    Kind.SCHOOL: _school,
    Kind.SKILL: _skill,
    Kind.PLACE: _place,
}
