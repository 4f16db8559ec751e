"""What a member is interested in, and how much a post is about that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.hashtags import fold
from graph.store.database import Database

FOLLOWED = 1.0
SKILL = 0.7
ENGAGED = 1.0
"""What a followed hashtag, a skill, and a hashtag of what they engaged with say, at most."""

HALFWAY_ENGAGED = 3.0
"""So many deeds about a hashtag bring half of `ENGAGED`."""

HALFWAY = 1.0
"""So much in all makes a similarity of one half."""


@dataclass(frozen=True, slots=True)
class Interests:
    """`tags`: hashtags and skills written as such, with weights. `skills`: as they are written,
    case folded. `authors`: how often the member engaged with their posts lately. `unwanted`:
    hashtags of posts that do not interest them.
    """

    tags: Mapping[str, float] = field(default_factory=dict)
    skills: tuple[str, ...] = ()
    authors: Mapping[int, int] = field(default_factory=dict)
    unwanted: frozenset[str] = frozenset()

    def of(self, tags: Iterable[str], text: str) -> float:
        """The similarity of a post with these hashtags and this text, 0 to 1: x / (x + halfway)."""
        tags = set(tags)
        total = sum(self.tags.get(tag, 0.0) for tag in tags)
        folded = text.casefold()
        total += sum(SKILL for skill in self.skills if skill in folded and _stands(skill, folded))
        value = total / (total + HALFWAY)
        return value / 2 if tags & self.unwanted else value


NOTHING = Interests()


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in the text as a word, not within another."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or before == "#" or after.isalnum()):
            return True
        start = text.find(word, start + 1)
    return False


async def interests(db: Database, member: int, as_of: str) -> Interests:
    """What a member is interested in at a moment (ISO 8601)."""
    row = await db.row("feed/read_interests", viewer=member, as_of=as_of)
    if row is None:
        return NOTHING
    skills, followed, engaged, authors, unwanted = row
    tags = {key: ENGAGED * count / (count + HALFWAY_ENGAGED) for key, count in engaged}
    for skill in skills:
        if (key := fold(skill.replace(" ", ""))) is not None:
            tags[key] = tags.get(key, 0.0) + SKILL
    for key in followed:
        tags[key] = tags.get(key, 0.0) + FOLLOWED
    return Interests(
        tags,
        tuple(sorted({skill.casefold() for skill in skills})),
        {author: count for author, count in authors},
        frozenset(unwanted),
    )
