"""From the files of a world to part files: each row checked, made canonical and written once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from graph import hashtags
from graph.addresses import AddressKey
from graph.errors import ImportFailed
from graph.model import Visibility
from graph.places import gazetteer as places
from graph.skills.taxonomy import Taxonomy
from graph.world import parts as form
from graph.world import values, vocabulary
from graph.world.parts import Parts
from graph.world.problems import Problem, Problems, Refused
from graph.world.reading import find, unknown_files
from graph.world.rows import Forward, Known, Reader, Values, unknown
from graph.world.tables import TABLES, FollowKind

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What came of the files. `problems` are the first 100 of `problem_count`.

    `rejected` counts refused rows by file, `merged` rows that said a second time what an earlier
    one had said under another name, `ignored` names CSV files that no table has.
    """

    counts: dict[str, int]
    problems: tuple[Problem, ...]
    problem_count: int
    rejected: dict[str, int]
    fatal: bool
    merged: int
    ignored: tuple[str, ...]


def convert(
    folder: Path | None,
    parts: Parts,
    *,
    now: datetime,
    rejected: Path | None = None,
    progress: Progress,
    taxonomy: Taxonomy | None = None,
    address_key: AddressKey | None = None,
) -> Converted:
    """Check every file of `folder` and write its rows, and always the taxonomy, to `parts`.

    The packaged taxonomy is taken unless another is given; parts without a folder leave it out.
    `address_key` makes the key that contacts find a member by; without it, they find none.
    Rows that are refused are written to the folder `rejected`, where given. Raises ImportFailed
    where there is no such folder.
    """
    progress("Taxonomy", 0, 1)
    taxonomy = taxonomy or vocabulary.load_taxonomy()
    if parts.folder is not None:
        vocabulary.write_taxonomy(taxonomy, parts)
    progress("Taxonomy", 1, 1)
    with Problems(rejected) as problems:
        conversion = _Conversion(
            parts, vocabulary.Skills(taxonomy, parts), values.written(now), address_key
        )
        ignored: tuple[str, ...] = ()
        if folder is not None:
            if not folder.is_dir():
                raise ImportFailed(f"{folder}: there is no such folder")
            ignored = unknown_files(folder)
            files = find(folder, problems)
            for table in TABLES:
                if table.name not in files:
                    continue
                accept = getattr(conversion, table.name)
                reader = Reader(table, conversion.known, problems, accept)
                reader.run(files[table.name], partial(progress, f"Reading {table.name}"))
        return Converted(
            parts.counts(),
            problems.shown,
            problems.total,
            dict(problems.rows),
            problems.fatal,
            conversion.merged,
            ignored,
        )


_MEMBER = (
    "id name headline summary industry city country location profile_visibility email"
    " address_key created_at"
)
_COMPANY = "id name industry size city country domain description"
_JOB = (
    "id title description city country location remote employment_type experience_level"
    " salary_min salary_max currency posted_at expires_at status"
)


class _Conversion:
    """One method a table: takes the values of a sound row and writes nodes and relationships."""

    def __init__(
        self,
        parts: Parts,
        skills: vocabulary.Skills,
        now: str,
        address_key: AddressKey | None,
    ) -> None:
        self._address_key = address_key
        self.known = {table.name: Known() for table in TABLES}
        self.merged = 0
        self._now = now
        self._skills = skills
        self._places = vocabulary.Places(places.load(), parts)
        self._member = parts.node("Member", columns=_MEMBER)
        self._private = parts.node("Member", "Private", columns=_MEMBER)
        self._company = parts.node("Company", columns=_COMPANY)
        self._school = parts.node("School", columns="id name country")
        self._job = parts.node("Job", columns=_JOB)
        self._post = parts.node("Post", columns="id text created_at visibility")
        self._comment = parts.node("Comment", columns="id text created_at thread")
        self._tag = parts.node("Hashtag", columns="key")
        self._endorsement = parts.node("Endorsement", columns="id")
        link = parts.link
        self._lives_in = link("Member", "LIVES_IN", "Place")
        self._company_in = link("Company", "IN", "Place")
        self._worked_at = link("Member", "WORKED_AT", "Company", "title started ended")
        self._studied_at = link("Member", "STUDIED_AT", "School", "degree field started ended")
        self._has_skill = link("Member", "HAS_SKILL", "Skill", "level")
        self._endorsed = link("Member", "ENDORSED", "Endorsement")
        self._of_member = link("Endorsement", "OF_MEMBER", "Member")
        self._of_skill = link("Endorsement", "OF_SKILL", "Skill")
        self._connected = link("Member", "CONNECTED", "Member", "pair connected_at")
        self._blocked = link("Member", "BLOCKED", "Member")
        self._follows = {
            label: link("Member", "FOLLOWS", label) for label in ("Member", "Company", "Hashtag")
        }
        self._offers = link("Company", "OFFERS", "Job")
        self._job_in = link("Job", "IN", "Place")
        self._requires = link("Job", "REQUIRES", "Skill", "essential")
        self._posted = link("Member", "POSTED", "Post")
        self._shares = link("Post", "SHARES", "Post")
        self._tagged = link("Post", "TAGGED", "Hashtag")
        self._on = link("Comment", "ON", "Post")
        self._commented = link("Member", "COMMENTED", "Comment")
        self._replies_to = link("Comment", "REPLIES_TO", "Comment")
        self._reacted = link("Member", "REACTED", "Post", "kind at")
        self._viewed = link("Member", "VIEWED", "Member", "at")
        self._followed_tags: dict[str, set[int]] = {}
        self._pairs: set[int] = set()
        self._once: dict[str, set[int]] = {}
        self._hashtags: set[str] = set()
        self._first: dict[int, int] = {}
        self._post_of: dict[int, int] = {}

    def _is_new(self, table: str, *ordinals: int, base: str) -> bool:
        """True the first time that these small numbers are seen; all but the first below `base`."""
        # An odd stride above every ordinal keeps keys apart and their hashes spread.
        stride = len(self.known[base].taken) | 1
        key = 0
        for ordinal in ordinals:
            key = key * stride + ordinal
        seen = self._once.setdefault(table, set())
        before = len(seen)
        seen.add(key)
        return len(seen) > before

    def members(self, row: Values) -> None:
        """Member, LIVES_IN."""
        id, name, headline, summary, industry, city, country = row[:7]
        latitude, longitude, visibility, created_at, email = row[7:]
        country = self._places.country(country)
        place = self._places.of(city, country)
        at = form.point(latitude, longitude) or (place[1] if place else None)
        private = visibility == Visibility.PRIVATE.value
        part = self._private if private else self._member
        part.multiline |= _breaks(summary)
        part.write(
            *(id, name, headline, summary, industry, city, country, at, visibility),
            *(email, self._address_key(email) if email and self._address_key else None),
            created_at or self._now,
        )
        if place:
            self._lives_in.write(id, place[0])

    def companies(self, row: Values) -> None:
        """Company, IN."""
        id, name, industry, size, city, country, domain, description = row
        country = self._places.country(country)
        part = self._company
        part.multiline |= _breaks(description)
        part.write(id, name, industry, size, city, country, domain, description)
        if place := self._places.of(city, country):
            self._company_in.write(id, place[0])

    def schools(self, row: Values) -> None:
        """School."""
        id, name, country = row
        self._school.write(id, name, self._places.country(country))

    def positions(self, row: Values) -> None:
        """WORKED_AT."""
        self._worked_at.write(*row)

    def educations(self, row: Values) -> None:
        """STUDIED_AT."""
        self._studied_at.write(*row)

    def member_skills(self, row: Values) -> None:
        """HAS_SKILL; a second name of the same skill is merged into the first."""
        member, text, level = row
        skill, ordinal = self._skills.canonical(text)
        if self._is_new("member_skills", ordinal, self._nth(member), base="members"):
            self._has_skill.write(member, skill, level)
        else:
            self.merged += 1

    def endorsements(self, row: Values) -> None:
        """Endorsement with ENDORSED, OF_MEMBER and OF_SKILL."""
        endorser, member, text = row
        skill, ordinal = self._skills.canonical(text)
        ordinals = ordinal, self._nth(endorser), self._nth(member)
        if not self._is_new("endorsements", *ordinals, base="members"):
            self.merged += 1
            return
        id = f"{endorser}:{member}:{skill}"
        self._endorsement.write(id)
        self._endorsed.write(endorser, id)
        self._of_member.write(id, member)
        self._of_skill.write(id, skill)

    def connections(self, row: Values) -> None:
        """CONNECTED, from the lower id to the higher."""
        one, other, connected_at = row
        if one > other:
            one, other = other, one
        taken = self.known["members"].taken
        key = taken[one] * (len(taken) | 1) + taken[other]
        if key in self._pairs:
            reason = "an earlier row connects these two; one row a pair, whichever comes first"
            raise Refused("member_b", row[1], reason)
        self._pairs.add(key)
        self._connected.write(one, other, f"{one}:{other}", connected_at)

    def blocks(self, row: Values) -> None:
        """BLOCKED."""
        member, blocked = row
        if not self._is_new("blocks", self._nth(member), self._nth(blocked), base="members"):
            raise Refused("blocked_id", blocked, "an earlier row has the same block")
        taken = self.known["members"].taken
        if taken[min(row)] * (len(taken) | 1) + taken[max(row)] in self._pairs:
            reason = f"connected with {member} by connections; a block ends a connection"
            raise Refused("blocked_id", blocked, reason)
        self._blocked.write(member, blocked)

    def follows(self, row: Values) -> None:
        """FOLLOWS a member, a company or a hashtag."""
        member, kind, target = row
        if kind == FollowKind.HASHTAG.value:
            self._follow_hashtag(member, target)
            return
        table, label = ("members", "Member") if kind == "member" else ("companies", "Company")
        try:
            id = values.identifier(target)
        except ValueError as error:
            raise Refused("target", target, str(error)) from None
        known = self.known[table]
        if id not in known.taken:
            raise unknown("target", id, table, known)
        if kind == "member" and id == member:
            raise Refused("target", target, "the same as member_id; two members are needed")
        ordinals = known.taken[id], self._nth(member)
        if not self._is_new(f"follows {kind}", *ordinals, base="members"):
            raise Refused("target", target, "an earlier row has the same follow")
        self._follows[label].write(member, id)

    def _follow_hashtag(self, member: int, target: str) -> None:
        key = hashtags.fold(target)
        if key is None:
            reason = f"not a hashtag: 1 to {hashtags.LONGEST} letters, digits and underscores"
            raise Refused("target", target, reason)
        seen = self._followed_tags.setdefault(key, set())
        if member in seen:
            raise Refused("target", target, "an earlier row has the same follow")
        seen.add(member)
        self._hashtag(key)
        self._follows["Hashtag"].write(member, key)

    def _hashtag(self, key: str) -> None:
        if key not in self._hashtags:
            self._hashtags.add(key)
            self._tag.write(key)

    def _nth(self, id: int) -> int:
        return self.known["members"].taken[id]

    def jobs(self, row: Values) -> None:
        """Job, OFFERS, IN."""
        id, company, title, description, city, country, latitude, longitude, remote = row[:9]
        employment, experience, low, high, currency, posted_at, expires_at = row[9:]
        country = self._places.country(country)
        place = self._places.of(city, country)
        at = form.point(latitude, longitude) or (place[1] if place else None)
        part = self._job
        part.multiline |= _breaks(description)
        part.write(
            *(id, title, description, city, country, at, form.flag(remote), employment),
            *(experience, low, high, currency, posted_at, expires_at, "OPEN"),
        )
        self._offers.write(company, id)
        if place:
            self._job_in.write(id, place[0])

    def job_skills(self, row: Values) -> None:
        """REQUIRES; a second name of the same skill is merged into the first."""
        job, text, essential = row
        skill, ordinal = self._skills.canonical(text)
        if self._is_new("job_skills", ordinal, self.known["jobs"].taken[job], base="jobs"):
            self._requires.write(job, skill, form.flag(essential))
        else:
            self.merged += 1

    def posts(self, row: Values) -> None:
        """Post, POSTED, TAGGED, SHARES; a share of a share leads to the first."""
        id, author, text, created_at, visibility, shared = row
        if shared is not None:
            if shared not in self.known["posts"].taken:
                raise Forward
            self._first[id] = first = self._first.get(shared, int(shared))
            self._shares.write(id, first)
        part = self._post
        part.multiline |= _breaks(text)
        part.write(id, text, created_at, visibility)
        self._posted.write(author, id)
        for key in hashtags.in_text(text):
            self._hashtag(key)
            self._tagged.write(id, key)

    def comments(self, row: Values) -> None:
        """Comment, ON, COMMENTED, REPLIES_TO."""
        id, post, author, text, created_at, reply_to = row
        if reply_to is not None:
            if reply_to not in self.known["comments"].taken:
                raise Forward
            if self._post_of[reply_to] != post:
                reason = f"that comment is on post {self._post_of[reply_to]}, this one on {post}"
                raise Refused("reply_to_id", reply_to, reason)
            self._replies_to.write(id, reply_to)
        self._post_of[id] = post
        part = self._comment
        part.multiline |= _breaks(text)
        above = f"post:{post}" if reply_to is None else f"comment:{reply_to}"
        part.write(id, text, created_at, above)
        self._on.write(id, post)
        self._commented.write(author, id)

    def reactions(self, row: Values) -> None:
        """REACTED, one of a member on a post."""
        member, post, kind, created_at = row
        ordinals = self.known["posts"].taken[post], self._nth(member)
        if not self._is_new("reactions", *ordinals, base="members"):
            raise Refused("post_id", post, "an earlier row has this member's reaction to this post")
        self._reacted.write(member, post, kind, created_at or self._now)

    def profile_views(self, row: Values) -> None:
        """VIEWED."""
        self._viewed.write(*row)


def _breaks(text: str | None) -> bool:
    return text is not None and ("\n" in text or "\r" in text)
