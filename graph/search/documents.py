"""From rows of the graph to documents of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.model import Visibility
from graph.search.filters import NEVER_S
from graph.search.scope import REDUCED
from graph.store.search.interface import Document, Value
from graph.store.search.kinds import Kind
from graph.store.search.words import words

_PHRASE_WORDS = 5
OPEN_FIELDS = ("name", "headline", "industry", "country")
"""What a reduced card shows."""

Row = Sequence[Any]


def documents(kind: Kind, row: Row) -> list[Document]:
    """The documents of one row of `search/page_…`; a member may have two, see `scope`."""
    found: list[Document] = _MAKERS[kind](*row)
    return found


def _member(
    member: Mapping[str, Any],
    positions: list[tuple[str, str, bool]],
    schools: list[str],
    skills: list[str],
    place: str | None,
) -> list[Document]:
    titles = [title for title, _, now in positions if now]
    fields: dict[str, Value | Sequence[str] | None] = {
        "name": member["name"],
        "headline": member["headline"],
        "industry": member["industry"],
        "country": member["country"],
        "summary": member["summary"],
        "title": titles,
        "past_title": [title for title, _, now in positions if not now],
        "title_phrase": phrases(titles),
        "company": [company for _, company, now in positions if now],
        "past_company": [company for _, company, now in positions if not now],
        "school": schools,
        "skill": skills,
        "place": place or member["city"],
    }
    audience = member["profile_visibility"] or Visibility.PUBLIC
    full = Document(member["id"], _completed(fields, audience))
    if audience != Visibility.CONNECTIONS:
        return [full]
    open_fields = {name: fields[name] for name in OPEN_FIELDS}
    return [full, Document(member["id"], _completed(open_fields, REDUCED), REDUCED.lower())]


def _completed(
    fields: Mapping[str, Value | Sequence[str] | None], audience: str
) -> dict[str, Value | Sequence[str] | None]:
    filled = sum(1 for value in fields.values() if value)
    return {**fields, "audience": str(audience), "completeness": filled}


def phrases(titles: Sequence[str]) -> list[str]:
    """Each title and every run of up to five of its words: a filter may ask for part of a title."""
    found: dict[str, None] = {}
    for title in titles:
        split = words(title)
        found[" ".join(split)] = None
        for start in range(len(split)):
            for end in range(start + 1, min(start + _PHRASE_WORDS, len(split)) + 1):
                found[" ".join(split[start:end])] = None
    return list(found)


def _job(
    job: Mapping[str, Any],
    posted_at: int | None,
    expires_at: int | None,
    company: str | None,
    skills: list[str],
    place: str | None,
) -> list[Document]:
    highest = job["salary_max"] if job["salary_max"] is not None else job["salary_min"]
    fields: dict[str, Value | Sequence[str] | None] = {
        "title": job["title"],
        "company": company,
        "skill": skills,
        "place": place or job["city"],
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


def _company(company: Mapping[str, Any], place: str | None, rank: int) -> list[Document]:
    fields: dict[str, Value | Sequence[str] | None] = {
        name: company[name] for name in ("name", "industry", "domain", "description", "country")
    }
    return [Document(company["id"], {**fields, "place": place or company["city"], "rank": rank})]


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
        "text": post["text"],
        "hashtag": hashtags,
        "author": author,
        "audience": post["visibility"] or Visibility.PUBLIC,
        "author_audience": author_visibility or Visibility.PUBLIC,
        "created_at": created_at,
    }
    return [Document(post["id"], fields)]


def _school(id_: int, name: str, rank: int) -> list[Document]:
    return [Document(id_, {"name": name, "rank": rank})]


def _place(id_: int, name: str, country: str | None, rank: int | None) -> list[Document]:
    return [Document(id_, {"name": name, "country": country, "rank": rank or 0})]


def _skill(
    id_: str,
    name: str,
    kind: str | None,
    aliases: list[str] | None,
    keys: list[str],
    rank: int,
) -> list[Document]:
    fields = {"name": name, "kind": kind, "alias": aliases, "key": keys, "rank": rank}
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
