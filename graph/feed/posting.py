"""Posts: said, changed, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import Forbidden, NotFound, Unauthenticated
from graph.feed import wording
from graph.feed.wording import Wording
from graph.ids import new_id
from graph.model import Visibility
from graph.mutations import Write

FOR_COMPANIES = frozenset({"recruiter", "admin"})
"""Who has one of these roles, and works for the company now, may post for it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A post that is to be made, checked: see `drafted`."""

    wording: Wording
    title: str | None
    images: list[str]
    visibility: Visibility
    shares: int | None
    company: int | None


def drafted(
    text: str,
    *,
    title: str | None = None,
    images: Sequence[str] = (),
    visibility: Visibility | None = None,
    shares: int | None = None,
    company: int | None = None,
) -> Draft:
    """A checked draft. With a `title` it is an article of up to 120,000 characters of Markdown.

    The text may be empty where something is shared or shown. Raises InvalidInput, LimitExceeded.
    """
    heading = wording.titled(title)
    pictures = wording.pictured(images)
    most = wording.MAX_POST if heading is None else wording.MAX_ARTICLE
    may_be_empty = heading is None and (shares is not None or bool(pictures))
    worded = wording.worded(text, most=most, may_be_empty=may_be_empty)
    return Draft(worded, heading, pictures, visibility or Visibility.PUBLIC, shares, company)


async def create(write: Write, draft: Draft) -> int:
    """The id of a new post. A share of a share leads to the first.

    Raises NotFound for a post to share that the viewer may not see, Forbidden for a company that
    they may not speak for.
    """
    viewer = write.viewer.member_id
    original = await _original(write, draft.shares) if draft.shares is not None else None
    if draft.company is not None:
        await _speaks_for(write, draft.company)
    id_, words = new_id(), draft.wording
    row = await write.row(
        "feed/create_post",
        viewer=viewer,
        id=id_,
        now=write.now,
        text=words.text,
        title=draft.title,
        images=draft.images or None,
        links=list(words.links) or None,
        visibility=draft.visibility.value,
        tags=list(words.tags),
        mentioned=list(words.mentioned),
        original=original,
        company=draft.company,
    )
    if row is None:
        raise Unauthenticated("the member of this access token is no more")
    write.emit("post.created", str(id_), post=id_, author=viewer)
    return id_


async def edit(
    write: Write,
    id_: int,
    text: str,
    *,
    title: str | None = None,
    visibility: Visibility | None = None,
) -> int:
    """Change one's own post; what it said is kept. Without `title` or `visibility` these stay.

    Raises NotFound for what is not the viewer's, InvalidInput and LimitExceeded.
    """
    post = await _own(write, id_)
    heading = wording.titled(title) or post.get("title")
    most = wording.MAX_POST if heading is None else wording.MAX_ARTICLE
    may_be_empty = heading is None and (post["is_share"] or bool(post.get("images")))
    words = wording.worded(text, most=most, may_be_empty=may_be_empty)
    seen_by = visibility.value if visibility is not None else post["visibility"]
    if (words.text, heading, seen_by) == (post["text"], post.get("title"), post["visibility"]):
        return id_
    await write.rows(
        "feed/edit_post",
        viewer=write.viewer.member_id,
        id=id_,
        version=new_id(),
        now=write.now,
        text=words.text,
        title=heading,
        links=list(words.links) or None,
        visibility=seen_by,
        tags=list(words.tags),
        mentioned=list(words.mentioned),
    )
    write.emit("post.edited", str(id_), post=id_, author=write.viewer.member_id)
    return id_


async def delete(write: Write, id_: int) -> int:
    """Take back one's own post: it is kept for disputes, and nobody sees it. Raises NotFound."""
    await _own(write, id_)
    await write.rows("feed/delete_post", id=id_, now=write.now)
    write.emit("post.deleted", str(id_), post=id_, author=write.viewer.member_id)
    return id_


async def _own(write: Write, id_: int) -> dict[str, Any]:
    """The viewer's post, locked. Raises NotFound."""
    row = await write.row("feed/lock_post", viewer=write.viewer.member_id, id=id_)
    if row is None:
        raise NotFound("id: you have no such post", field=("id",))
    values: dict[str, Any] = row[0]
    return values | {"is_share": row[1]}


async def _original(write: Write, id_: int) -> int:
    row = await write.row("feed/find_original", viewer=write.viewer.member_id, id=id_)
    if row is None:
        raise NotFound("sharesPostId: there is no such post", field=("sharesPostId",))
    found: int = row[0]
    return found


async def _speaks_for(write: Write, company: int) -> None:
    row = await write.row(
        "feed/find_employer", viewer=write.viewer.member_id, company=company, today=write.now.date()
    )
    if row is None:
        raise NotFound("companyId: there is no such company", field=("companyId",))
    if not (row[0] and write.viewer.roles & FOR_COMPANIES):
        raise Forbidden(
            "companyId: only recruiters who work there now may post for a company",
            field=("companyId",),
        )
