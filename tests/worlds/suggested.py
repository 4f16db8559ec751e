"""Whom to suggest, in plain Python and networkx over the rows of a world, from the declared rules.

Nothing of the product is used here. It covers what generated worlds have: ties, positions, skills
and follows.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date

import networkx as nx

from tests.worlds.model import Model

THIRD_STEP, COLLEAGUES, SKILLS, FOLLOWER, WELL_CONNECTED, SAME_SOURCE = (
    12,
    1.5,
    0.5,
    0.5,
    0.05,
    0.97,
)


def suggested(model: Model, viewer: int, today: date) -> list[tuple[int, float, set[str]]]:
    """Everybody to suggest: id, score, and the kinds of evidence; best first."""
    evidence: dict[int, list[tuple[float, str, str]]] = defaultdict(list)
    for part in (_shared(model, viewer), _colleagues(model, viewer, today), _skills(model, viewer)):
        for member, one in part:
            evidence[member].append(one)
    for follower, target in model.follows:
        if target == viewer and _open(model, viewer, follower):
            back = (viewer, follower) in model.follows
            evidence[follower].append((FOLLOWER * (1 if back else 0.5), "FOLLOWS_YOU", ""))
    if len(evidence) < 10:
        for member in model.members:
            if member not in evidence and _open(model, viewer, member):
                score = WELL_CONNECTED * math.log1p(model.graph.degree[member]) / 3
                evidence[member].append((score, "WELL_CONNECTED", ""))
    return _ranked(evidence)


def _open(model: Model, viewer: int, member: int) -> bool:
    """Visible, and neither oneself nor a connection."""
    return (
        member != viewer and model.sees(viewer, member) and not model.graph.has_edge(viewer, member)
    )


def _shared(model: Model, viewer: int) -> list[tuple[int, tuple[float, str, str]]]:
    seen = nx.Graph(model.seen(viewer))  # a view would filter anew at each look
    found = []
    for member in seen:
        shared = list(nx.common_neighbors(seen, viewer, member))
        if member == viewer or not shared or seen.has_edge(viewer, member):
            continue
        score = sum(1 / math.log(1 + seen.degree[f]) for f in shared)
        for friend in seen[viewer]:
            for between in seen[friend]:
                if between != viewer and seen.has_edge(between, member):
                    score += THIRD_STEP / seen.degree[friend] / seen.degree[between]
        found.append((member, (score, "SHARED_CONNECTIONS", "")))
    return found


def _colleagues(model: Model, viewer: int, today: date) -> list[tuple[int, tuple[float, str, str]]]:
    positions = [
        (
            int(str(row["member_id"])),
            int(str(row["company_id"])),
            date.fromisoformat(str(row["started"])),
            date.fromisoformat(str(row["ended"])) if row["ended"] else None,
        )
        for row in model.rows["positions"]
    ]
    sizes = Counter(company for _, company, _, _ in positions)
    found = []
    for me, mine, began, ended in positions:
        for member, company, started, left in positions:
            if me != viewer or company != mine or not _open(model, viewer, member):
                continue
            if model.visibility(member) != "PUBLIC":
                continue
            first = max(began, started)
            last = min(ended or date.max, left or date.max)
            if first <= last:
                years = (min(last, today) - first).days / 365.25
                met = 0.5 + 0.5 * years / (years + 2)
                score = COLLEAGUES * met / math.log(2 + sizes[company])
                found.append((member, (score, "SHARED_EMPLOYER", f"company {company}")))
    return found


def _skills(model: Model, viewer: int) -> list[tuple[int, tuple[float, str, str]]]:
    spread = Counter(str(row["skill"]) for row in model.rows["member_skills"])
    mine, found = model.skills(viewer), []
    for member in model.members:
        both = mine & model.skills(member)
        if both and _open(model, viewer, member) and model.visibility(member) == "PUBLIC":
            score = SKILLS * sum(1 / math.log(2 + spread[skill]) for skill in both)
            found.append((member, (score, "SHARED_SKILLS", "")))
    return found


def _ranked(
    evidence: dict[int, list[tuple[float, str, str]]],
) -> list[tuple[int, float, set[str]]]:
    totals = {member: round(sum(p[0] for p in parts), 6) for member, parts in evidence.items()}
    before: Counter[str] = Counter()
    found = []
    for member in sorted(totals, key=lambda one: (-totals[one], one)):
        parts = sorted(evidence[member], key=lambda one: (-one[0], one[1], one[2]))
        group, score = parts[0][2], totals[member]
        if group:
            score = round(score * SAME_SOURCE ** before[group], 6)
            before[group] += 1
        found.append((member, score, {kind for _, kind, _ in parts}))
    return sorted(found, key=lambda one: (-one[1], one[0]))
