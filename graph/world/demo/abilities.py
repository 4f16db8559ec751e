"""What the members know, and who vouches for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.model import SkillLevel
from graph.world.demo.people import People
from graph.world.demo.roles import Role
from graph.world.demo.tables import random, write_table
from graph.world.demo.ties import Ints, Ties

_COMMON = (
    "Git", "Project management", "communication", "Microsoft Excel", "work in teams", "SQL",
    "Python", "manage time", "teach others", "Linux", "Jira", "Microsoft PowerPoint", "English",
    "conduct public presentations", "coach employees", "think analytically", "Agile", "Docker",
)  # fmt: skip
_ENDORSED = 0.23


@dataclass(frozen=True, slots=True)
class Abilities:
    """Skills of all members: those of member i are `skill[starts[i]:starts[i + 1]]`.

    They are positions in `names`, the ones the member is known for first.
    """

    names: list[str]
    skill: Ints
    starts: Ints

    def of(self, member: int) -> list[str]:
        """The names of the skills of one member, the best known first."""
        return [
            self.names[row] for row in self.skill[self.starts[member] : self.starts[member + 1]]
        ]


def write_abilities(
    folder: Path, ties: Ties, people: People, roles: list[Role], known: set[str], seed: int
) -> Abilities:
    """Writes member_skills.csv; `known` are the names that the taxonomy has."""
    rng = random(seed, "abilities")
    common = [name for name in _COMMON if name in known]
    names = list(dict.fromkeys([*(name for role in roles for name in role.skills), *common]))
    row_of = {name: row for row, name in enumerate(names)}
    technical = np.array([role.technical for role in roles])
    count = np.clip(rng.poisson(5.5 + people.experience / 4), 3, 18)
    members, skills, scores = [], [], []
    for number, role in enumerate(roles):
        own = np.flatnonzero(people.role == number)
        if not len(own):
            continue
        # Gumbel's trick: the best of log-weights with noise are a weighted draw without repeats.
        weight = -np.arange(len(role.skills)) / 4.5
        score = weight + rng.gumbel(size=(len(own), len(role.skills)))
        order = np.argsort(-score, axis=1)
        most = min(len(role.skills), 18)
        taken = np.arange(most) < count[own][:, None]
        rows = np.array([row_of[name] for name in role.skills])[order[:, :most]]
        members.append(np.broadcast_to(own[:, None], taken.shape)[taken])
        skills.append(rows[taken])
        scores.append(np.broadcast_to(np.arange(most), taken.shape)[taken])
    base = _grouped(members, skills, scores, ties.count)
    # What connections know, and what anybody may know, comes behind the skills of the role.
    for chance, place in ((0.55, 20), (0.3, 21)):
        own = np.flatnonzero(rng.random(ties.count) < chance)
        source = ties.close_neighbour(own, rng)
        alike = technical[people.role[source]] == technical[people.role[own]]
        own, source = own[alike], source[alike]
        size = base[1][source + 1] - base[1][source]
        pick = base[1][source] + (rng.random(len(own)) ** 2 * size).astype(np.int64)
        members.append(own)
        skills.append(base[0][pick])
        scores.append(np.full(len(own), place))
    own = np.flatnonzero(rng.random(ties.count) < 0.4)
    members.append(own)
    anything = np.array([row_of[name] for name in common])
    skills.append(anything[(rng.random(len(own)) * len(anything)).astype(np.int64)])
    scores.append(np.full(len(own), 22))
    skill, starts = _grouped(members, skills, scores, ties.count)
    abilities = Abilities(names, skill, starts)
    _write_levels(folder, people, abilities, rng)
    return abilities


def _grouped(
    members: list[Ints], skills: list[Ints], scores: list[Ints], count: int
) -> tuple[Ints, Ints]:
    """Skills by member, each once, those of the lowest score first; and where members start."""
    member, skill, score = (np.concatenate(part) for part in (members, skills, scores))
    order = np.lexsort((score, skill, member))
    member, skill, score = member[order], skill[order], score[order]
    first = np.ones(len(member), dtype=bool)
    first[1:] = (member[1:] != member[:-1]) | (skill[1:] != skill[:-1])
    member, skill, score = member[first], skill[first], score[first]
    order = np.lexsort((skill, score, member))
    starts = np.concatenate([[0], np.cumsum(np.bincount(member, minlength=count))])
    return skill[order], starts


def _write_levels(
    folder: Path, people: People, abilities: Abilities, rng: np.random.Generator
) -> None:
    sizes = np.diff(abilities.starts)
    member = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(member)) - np.repeat(abilities.starts[:-1], sizes)
    mastery = people.experience[member] / 5 - place / 4 + rng.normal(0.6, 0.9, len(member))
    levels = [level.value for level in SkillLevel]
    said = np.digitize(mastery, [0.2, 1.5, 3.2])
    # A third does not say how well they know a skill.
    silent = rng.random(len(member)) < 0.33
    write_table(
        folder,
        "member_skills",
        "member_id skill level",
        (
            (member + 1).tolist(),
            [abilities.names[row] for row in abilities.skill.tolist()],
            np.where(silent, "", np.array(levels)[said]).tolist(),
        ),
    )


def write_endorsements(folder: Path, ties: Ties, abilities: Abilities, seed: int) -> None:
    """Writes endorsements.csv: connections vouch mostly for what a member is known for."""
    rng = random(seed, "endorsements")
    low = np.concatenate([ties.low, ties.high])
    high = np.concatenate([ties.high, ties.low])
    chosen = rng.random(len(low)) < _ENDORSED
    giver, member = low[chosen], high[chosen]
    giver, member = np.tile(giver, 2), np.tile(member, 2)
    keep = np.arange(len(giver)) < len(giver) * 0.7
    giver, member = giver[keep], member[keep]
    size = abilities.starts[member + 1] - abilities.starts[member]
    pick = abilities.starts[member] + (rng.random(len(member)) ** 1.8 * size).astype(np.int64)
    rows = np.unique(np.stack([member, abilities.skill[pick], giver]), axis=1)
    write_table(
        folder,
        "endorsements",
        "endorser_id member_id skill",
        (
            (rows[2] + 1).tolist(),
            (rows[0] + 1).tolist(),
            [abilities.names[row] for row in rows[1].tolist()],
        ),
    )
