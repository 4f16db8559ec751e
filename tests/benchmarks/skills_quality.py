"""How well spellings that no table holds are recognised: aliases of technologies, taken out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from graph.skills import taxonomy as packaged
from graph.skills.canonical import Canonicaliser
from graph.skills.taxonomy import SkillEntry, Taxonomy, read_packed, skill_key
from tests.benchmarks import report

DATA = Path(__file__).parent / "data"
SPLITS = 10
ALWAYS = {
    "JavaScript": "JavaScript", "Javascript": "JavaScript", "JS": "JavaScript",
    "Java Script": "JavaScript", "Node JS": "Node.js", "C Sharp": "C#", "golang": "Go",
    "k8s": "Kubernetes", "MS Excel": "Microsoft Excel", "Postgres": "PostgreSQL", "Java": "Java",
}  # fmt: skip
"""Spellings that the whole taxonomy must know."""

Pair = tuple[str, SkillEntry]


def pairs(taxonomy: Taxonomy) -> tuple[list[Pair], float]:
    """Aliases of skills that the taxonomy knows, and the share of technologies that it does."""
    rows = read_packed(DATA / "technology_aliases.json.gz")
    skills = {name: taxonomy.find(name) or taxonomy.find(key) for _, _, name, key in rows}
    known = {name: skill for name, skill in skills.items() if skill is not None}
    found = {
        (alias, known[name].id): (alias, known[name]) for _, alias, name, _ in rows if name in known
    }
    return [found[key] for key in sorted(found)], len(known) / len(skills)


def without(taxonomy: Taxonomy, keys: set[str]) -> Taxonomy:
    """The taxonomy less every alias, of any source, that has one of these keys."""
    skills = tuple(
        replace(skill, aliases=tuple(a for a in skill.aliases if skill_key(a) not in keys))
        for skill in taxonomy.skills
    )
    return Taxonomy(skills, taxonomy.occupations)


def one_split(taxonomy: Taxonomy, aliases: list[Pair], seed: int) -> Counter[str]:
    """Take a random third of the spellings out, ask for them, and count the answers."""
    spellings = sorted({skill_key(alias) for alias, _ in aliases})
    hidden = set(Random(seed).sample(spellings, len(spellings) // 3))
    asked = Canonicaliser(without(taxonomy, hidden))
    names = {skill_key(skill.name): skill.id for skill in taxonomy.skills}
    counts: Counter[str] = Counter()
    for alias, meant in aliases:
        key = skill_key(alias)
        if key not in hidden:
            continue
        answer = asked.canonicalise(alias)
        right = answer.skill is not None and answer.skill.id == meant.id
        kind = "right" if right else "wrong" if answer.skill is not None else "none"
        counts[kind] += 1
        counts["offered"] += any(c.skill.id == meant.id for c in answer.candidates)
        if names.get(key, meant.id) != meant.id:
            counts[f"{kind}, another skill's name"] += 1
    return counts


def figures(counts: Counter[str], *, strict: bool) -> dict[str, float]:
    """Shares of a count; not `strict`: without aliases that are the very name of another skill."""
    tell = "" if strict else ", another skill's name"
    right, wrong, none = (
        counts[kind] - (counts[kind + tell] if tell else 0) for kind in ("right", "wrong", "none")
    )
    asked = right + wrong + none
    return {
        "asked": asked,
        "right": right / max(1, asked),
        "precision": right / max(1, right + wrong),
    }


def measure(console: Console, world: str | None, data: Path | None, out: Path | None) -> None:
    """Measure canonicalisation over ten random splits, and print what it comes to."""
    taxonomy = packaged.load()
    aliases, known = pairs(taxonomy)
    total: Counter[str] = Counter()
    shares = []
    for seed in range(SPLITS):
        counts = one_split(taxonomy, aliases, seed)
        shares.append(figures(counts, strict=False))
        total += counts
    results: dict[str, Any] = {
        "all aliases": figures(total, strict=True),
        "less those that are another skill's own name": figures(total, strict=False),
    }
    table = Table(
        "aliases, a random third hidden", "asked", "right", "precision",
        title=f"canonicalisation, {SPLITS} splits", title_justify="left",
    )  # fmt: skip
    for name, one in results.items():
        table.add_row(name, f"{one['asked']:,}", f"{one['right']:.1%}", f"{one['precision']:.1%}")
    console.print(table)
    spread = ", ".join(f"{one['right']:.1%} / {one['precision']:.1%}" for one in shares)
    console.print(f"each split, right / precision: {spread}", highlight=False)
    offered = total["offered"] / (total["right"] + total["wrong"] + total["none"])
    console.print(f"the right skill is among the candidates of {offered:.1%}", highlight=False)
    console.print(f"technologies that the taxonomy knows: {known:.1%}", highlight=False)
    asked = Canonicaliser(taxonomy)
    answers = {text: asked.canonicalise(text).skill for text in ALWAYS}
    failed = [text for text, name in ALWAYS.items() if getattr(answers[text], "name", "") != name]
    console.print(f"wrong in the whole taxonomy: {', '.join(failed) or 'none'}", highlight=False)
    if out:
        document = {
            "at": datetime.now(UTC), "machine": report.machine(), "known": known,
            "offered": offered, "results": results, "wrong": failed,
        }  # fmt: skip
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
