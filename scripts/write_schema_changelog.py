"""Writes docs/schema-changelog.md: what changed in schema.graphql on each day of its history.

    python -m scripts.write_schema_changelog

Compares the schemas that ended two days, and the last one with the file as it is. Needs git.
"""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from resolvers.changes import ADDED, BREAKING, DANGEROUS, DEPRECATED, changes

ROOT = Path(__file__).parents[1]
FILE = "schema.graphql"
PAGE = ROOT / "docs" / "schema-changelog.md"
HEAD = """# Changes of the schema

Made by `make changelog`, which compares schemas day by day. Names and arguments stay: what is to go
is marked as deprecated first, for 90 days at least, and goes only when no published document asks
for it. *Careful* changes add values or optional parts that a client may not expect.
"""
TITLES = {BREAKING: "Breaking", DANGEROUS: "Careful", DEPRECATED: "Deprecated", ADDED: "New"}


def main() -> None:
    """Write the page."""
    dated = by_day()
    sections: list[str] = []
    for (_, old), (day, new) in pairwise(dated):
        if found := changes(old, new):
            sections.append(section(day, found))
    first = dated[0][0]
    PAGE.write_text("\n".join([HEAD, *reversed(sections), f"## {first}\n\nThe first schema.\n"]))


def by_day() -> list[tuple[str, str]]:
    """The schema that ended each day, the oldest first."""
    listed = git("log", "--first-parent", "--format=%h %cs", "--reverse", "--", FILE)
    last = {day: commit for commit, day in map(str.split, listed.splitlines())}
    found = {day: git("show", f"{commit}:{FILE}") for day, commit in last.items()}
    if (text := (ROOT / FILE).read_text("utf-8")) not in found.values():
        found[datetime.now(UTC).date().isoformat()] = text
    return list(found.items())


def section(day: str, found: list[tuple[str, str]]) -> str:
    """The changes of a day."""
    lines = [f"## {day}", ""]
    for level, title in TITLES.items():
        if mine := [text for one, text in found if one == level]:
            lines += [f"{title}:", "", *(f"- {text}" for text in mine), ""]
    return "\n".join(lines)


def git(*arguments: str) -> str:
    """What git says."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


if __name__ == "__main__":
    main()
