"""A project as a table to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime

from graph.errors import NotFound
from graph.hiring.projects import project_by_id
from graph.hiring.prospects import MAX_PROSPECTS, Prospect, prospect, read_prospects
from graph.jobs.views import record_view
from graph.model import HiringViewKind
from graph.store.database import Database
from graph.visibility import Viewer

COLUMNS = ("id", "name", "headline", "industry", "country", "stage", "tags", "notes", "added")
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


async def export_project(
    db: Database, viewer: Viewer, id_: int, *, now: datetime, named: Callable[[int], str]
) -> str:
    """Those in a project whom the viewer may see, as CSV; `named` makes the id of a member id.

    What a reduced card shows, their stage, tags and notes. Who is in it is kept as taken away.
    Raises NotFound for who has no seat.
    """
    project = await project_by_id(db, viewer, id_)
    if project is None:
        raise NotFound("projectId: no such project", field=("projectId",))
    stages = [[stage, ""] for stage in project.stages]
    rows = await read_prospects(db, viewer, id_, stages, None, MAX_PROSPECTS)
    found = [prospect(row) for row in rows]
    members = [one.member.id for one in found]
    kind = HiringViewKind.EXPORT
    await record_view(db, viewer, kind, project.company_id, members, now=now, project=id_)
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows([named(one.member.id), *map(_cell, _values(one))] for one in found)
    return text.getvalue()


def _values(one: Prospect) -> list[str | None]:
    shown = one.member
    notes = "\n".join(note.text for note in one.notes)
    about = [shown.name, shown.headline, shown.industry, shown.country]
    return [*about, one.stage, ", ".join(one.tags), notes, one.created_at.isoformat()]


def _cell(text: str | None) -> str:
    """What a spreadsheet would take for a formula is text: see OWASP, CSV injection."""
    text = text or ""
    return f"'{text}" if text.startswith(_FORMULAS) else text
