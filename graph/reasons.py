"""Why something is shown: a kind for machines, a sentence for people, and who is behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.profiles.cards import Card

SHARED_CONNECTIONS = "SHARED_CONNECTIONS"
SHARED_EMPLOYER = "SHARED_EMPLOYER"
SHARED_SCHOOL = "SHARED_SCHOOL"
SHARED_SKILLS = "SHARED_SKILLS"
NEARBY = "NEARBY"
CONTACT = "CONTACT"
FOLLOWS_YOU = "FOLLOWS_YOU"
MUTUAL_VIEWS = "MUTUAL_VIEWS"
WELL_CONNECTED = "WELL_CONNECTED"
PROFILE = "PROFILE"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. `count` is exact; `members` are some of those behind it, all visible."""

    kind: str
    text: str
    count: int | None = None
    members: list[Card] = field(default_factory=list)


def named(count: int, members: list[Card], one: str, many: str) -> str:
    """A sentence such as '4 shared connections: Ana, Ben and 2 others'."""
    noun = one if count == 1 else many
    names = [member.name for member in members]
    rest = count - len(names)
    if rest > 0:
        names.append(f"{rest} other{'s' if rest > 1 else ''}")
    if not names:
        return f"{count} {noun}"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{count} {noun}: {listed}"
