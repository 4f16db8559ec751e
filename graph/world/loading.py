"""From part files into Neo4j: with its offline importer, or in batches into a running server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from graph.embedded import neo4j
from graph.settings import Settings
from graph.store.database import Database
from graph.world import parts as form
from graph.world.converting import Progress
from graph.world.parts import LinkPart, NodePart, Parts

_BATCH = 5_000

_LINKS = {
    ("Member", "Member"): "world/link_member_to_member",
    ("Member", "Company"): "world/link_member_to_company",
    ("Member", "School"): "world/link_member_to_school",
    ("Member", "Place"): "world/link_member_to_place",
    ("Member", "Skill"): "world/link_member_to_skill",
    ("Member", "Hashtag"): "world/link_member_to_hashtag",
    ("Member", "Post"): "world/link_member_to_post",
    ("Member", "Comment"): "world/link_member_to_comment",
    ("Member", "Endorsement"): "world/link_member_to_endorsement",
    ("Endorsement", "Member"): "world/link_endorsement_to_member",
    ("Endorsement", "Skill"): "world/link_endorsement_to_skill",
    ("SkillAlias", "Skill"): "world/link_skill_alias_to_skill",
    ("Skill", "Skill"): "world/link_skill_to_skill",
    ("Occupation", "Skill"): "world/link_occupation_to_skill",
    ("Company", "Job"): "world/link_company_to_job",
    ("Company", "Place"): "world/link_company_to_place",
    ("Job", "Place"): "world/link_job_to_place",
    ("Job", "Skill"): "world/link_job_to_skill",
    ("Post", "Post"): "world/link_post_to_post",
    ("Post", "Hashtag"): "world/link_post_to_hashtag",
    ("Comment", "Post"): "world/link_comment_to_post",
    ("Comment", "Comment"): "world/link_comment_to_comment",
}
"""The query that stores relationships between two labels."""


async def load_offline(settings: Settings, parts: Parts, *, say: Callable[[str], None]) -> None:
    """Replace the embedded store, whose server must not run, by the parts.

    Raises ImportFailed, DataFolderInUse, DownloadFailed and ServerFailed.
    """
    filled = [*_filled(parts.nodes.values()), *_filled(parts.links.values())]
    # Seen from where the importer runs: commas and signs in the data folder's path mean nothing.
    await neo4j.import_offline(
        settings,
        [(part.name, _seen(settings, part)) for part in filled if isinstance(part, NodePart)],
        [(part.name, _seen(settings, part)) for part in filled if isinstance(part, LinkPart)],
        say=say,
        options=[
            f"--array-delimiter={form.LIST_DELIMITER}",
            "--path-pattern-style=none",
            *_multiline(settings, filled),
            "--strict=true",
            "--bad-tolerance=0",
        ],
    )


def _multiline(settings: Settings, filled: Iterable[form.Part]) -> list[str]:
    # Only these files are read by one thread.
    files = [str(_seen(settings, part)) for part in filled if part.multiline]
    if not files:
        return []
    return ["--multiline-fields-format=v2", f"--multiline-fields={','.join(files)}"]


def _seen(settings: Settings, part: form.Part) -> Path:
    assert part.path is not None
    return Path(os.path.relpath(part.path, settings.data / "neo4j"))


def _filled(parts: Any) -> Iterator[form.Part]:
    return (part for part in parts if part.rows)


async def load_batches(db: Database, parts: Parts, *, progress: Progress) -> None:
    """Store the parts in a running server, which has the keys and no such nodes yet."""
    for part in [*_filled(parts.nodes.values()), *_filled(parts.links.values())]:
        name = "world/create_nodes"
        if isinstance(part, LinkPart):
            name = _LINKS[part.start, part.end]
        rows, done = _rows(part), 0
        while batch := list(islice(rows, _BATCH)):
            await db.batch(name, batch, size=_BATCH)
            done += len(batch)
            progress(f"Storing {part.name}", done, part.rows)


def _rows(part: form.Part) -> Iterator[dict[str, Any]]:
    names = list(part.properties)
    for values in form.read(part):
        if isinstance(part, LinkPart):
            properties = dict(zip(names, values[2:], strict=True))
            yield {
                "type": part.type,
                "start": values[0],
                "end": values[1],
                "properties": properties,
            }
        elif isinstance(part, NodePart):
            properties = dict(zip(names, values, strict=True))
            location = properties.pop("location", None)
            yield {"labels": list(part.labels), "properties": properties, "location": location}
