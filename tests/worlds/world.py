"""Builds a small world: facts in, a folder of import files out."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from graph.world.tables import TABLES

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
"""Posts and comments that are given no time follow each other by a minute from here on."""


class World:
    """Each method adds a row; those that make something return its id, 1, 2, 3, ... of its kind.

    Further columns of the import format are named arguments. Rows can be wrong on purpose: nothing
    is checked here.
    """

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, object]]] = {table.name: [] for table in TABLES}
        self._clock = BEGIN

    def add(self, table: str, **row: object) -> None:
        """Add any row; None is an empty value."""
        self.rows[table].append(row)

    def _made(self, table: str, id: int | None, **row: object) -> int:
        if id is None:
            used = [int(str(r["id"])) for r in self.rows[table]]
            id = max(used, default=0) + 1
        self.add(table, id=id, **row)
        return id

    def _now(self, given: str | None) -> str:
        self._clock += timedelta(minutes=1)
        return given or f"{self._clock:%Y-%m-%dT%H:%M:%SZ}"

    def member(self, name: str, *, id: int | None = None, **columns: object) -> int:
        """A member."""
        return self._made("members", id, name=name, **columns)

    def members(self, *names: str) -> list[int]:
        """Several members with nothing but a name."""
        return [self.member(name) for name in names]

    def company(self, name: str, *, id: int | None = None, **columns: object) -> int:
        """A company."""
        return self._made("companies", id, name=name, **columns)

    def school(self, name: str, *, id: int | None = None, **columns: object) -> int:
        """A school."""
        return self._made("schools", id, name=name, **columns)

    def position(self, member: int, company: int, title: str, **columns: object) -> None:
        """`member` works or worked at `company`."""
        self.add("positions", member_id=member, company_id=company, title=title, **columns)

    def education(self, member: int, school: int, **columns: object) -> None:
        """`member` studied at `school`."""
        self.add("educations", member_id=member, school_id=school, **columns)

    def skill(self, member: int, *names: str, level: str | None = None) -> None:
        """`member` has these skills."""
        for name in names:
            self.add("member_skills", member_id=member, skill=name, level=level)

    def endorse(self, endorser: int, member: int, skill: str) -> None:
        """`endorser` vouches for a skill of `member`."""
        self.add("endorsements", endorser_id=endorser, member_id=member, skill=skill)

    def connect(self, one: int, *others: int, at: str | None = None) -> None:
        """`one` is connected with each of `others`."""
        for other in others:
            self.add("connections", member_a=one, member_b=other, connected_at=at)

    def block(self, member: int, blocked: int) -> None:
        """`member` blocks `blocked`."""
        self.add("blocks", member_id=member, blocked_id=blocked)

    def follow(self, member: int, kind: str, target: object) -> None:
        """`member` follows a member, company or hashtag."""
        self.add("follows", member_id=member, kind=kind, target=target)

    def job(
        self,
        company: int,
        title: str,
        *,
        id: int | None = None,
        skills: tuple[str, ...] = (),
        optional: tuple[str, ...] = (),
        **columns: object,
    ) -> int:
        """A job at `company` that requires `skills`, and would like the `optional` ones."""
        made = self._made("jobs", id, company_id=company, title=title, **columns)
        for name in skills:
            self.add("job_skills", job_id=made, skill=name)
        for name in optional:
            self.add("job_skills", job_id=made, skill=name, essential="false")
        return made

    def post(
        self,
        author: int,
        text: str,
        *,
        id: int | None = None,
        at: str | None = None,
        visibility: str | None = None,
        shares: int | None = None,
    ) -> int:
        """A post by `author`, one minute after the last without `at`."""
        row: dict[str, object] = {"author_id": author, "text": text, "created_at": self._now(at)}
        return self._made("posts", id, **row, visibility=visibility, shares_post_id=shares)

    def comment(
        self,
        post: int,
        author: int,
        text: str,
        *,
        id: int | None = None,
        at: str | None = None,
        reply_to: int | None = None,
    ) -> int:
        """A comment on `post`."""
        row: dict[str, object] = {"post_id": post, "author_id": author, "text": text}
        return self._made("comments", id, **row, created_at=self._now(at), reply_to_id=reply_to)

    def react(self, member: int, post: int, kind: str | None = None, at: str | None = None) -> None:
        """`member` reacts to `post`."""
        self.add("reactions", member_id=member, post_id=post, kind=kind, created_at=at)

    def view(self, viewer: int, viewed: int, at: str = "2026-01-01T00:00:00Z") -> None:
        """`viewer` looked at the profile of `viewed`."""
        self.add("profile_views", viewer_id=viewer, viewed_id=viewed, viewed_at=at)

    def write(self, folder: Path, *, packed: bool = False) -> Path:
        """Write the files, gzipped if `packed`, and return the folder.

        A file has the columns that its rows use, in the order of the import format; columns that
        the format does not have come last.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            rows = self.rows[table.name]
            if not rows and not table.required:
                continue
            used = dict.fromkeys(name for row in rows for name in row)
            known = [c.name for c in table.columns if c.name in used or c.required]
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, [*known, *(name for name in used if name not in known)])
            writer.writeheader()
            writer.writerows(rows)
            data = text.getvalue().encode()
            path = folder / f"{table.name}.csv{'.gz' if packed else ''}"
            path.write_bytes(gzip.compress(data) if packed else data)
        return folder
