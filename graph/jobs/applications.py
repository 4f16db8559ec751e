"""Applications: one of a member to a job, with states and their history; each side sees its own."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from graph.errors import Conflict, InvalidInput, NotFound, ProConnectError
from graph.ids import new_id
from graph.jobs.seats import RECRUITER
from graph.jobs.views import record_view
from graph.model import MAX_ID, ApplicationStatus, HiringViewKind
from graph.mutations import Write
from graph.paging import Page, decode_cursor, encode_cursor, page_of
from graph.profiles.cards import Card, card
from graph.store.database import Database
from graph.visibility import Viewer

MAX_NOTE = 2_000
MAX_RESUME = 500
MAX_ANSWERS = 20
MAX_ANSWER = 2_000

_S = ApplicationStatus
_OVER = frozenset((_S.HIRED, _S.REJECTED, _S.WITHDRAWN))
_LIST = "applications"


@dataclass(frozen=True, slots=True)
class Step:
    """A state that an application came into, when, and by whom (a member id)."""

    status: ApplicationStatus
    at: datetime
    actor_id: int


@dataclass(frozen=True, slots=True)
class Application:
    """An application. `member` is None where the viewer is who applies; `fit` where nobody asks."""

    id: int
    job_id: int
    member_id: int
    status: ApplicationStatus
    note: str | None
    resume: str | None
    answers: list[tuple[str, str]]
    history: list[Step]
    created_at: datetime
    member: Card | None = None
    fit: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What an applicant hands in: a note, a reference to the résumé, questions and answers."""

    note: str | None = None
    resume: str | None = None
    answers: Sequence[tuple[str, str]] = ()


def application(
    values: Mapping[str, Any], member: Card | None = None, fit: float | None = None
) -> Application:
    """An application from the properties of its node."""
    texts = list(values.get("answers") or ())
    return Application(
        id=values["id"],
        job_id=values["job_id"],
        member_id=values["member_id"],
        status=_S(values["status"]),
        note=values.get("note"),
        resume=values.get("resume"),
        answers=list(zip(texts[::2], texts[1::2], strict=True)),
        history=[_step(entry) for entry in values["history"]],
        created_at=values["created_at"].to_native(),
        member=member,
        fit=fit,
    )


async def apply(
    job: int, writes: Sequence[Write], drafts: Sequence[Draft]
) -> list[Application | ProConnectError]:
    """Members apply to a job at once; who applied already: nothing changes. The application of each
    as it is then, or why there is none.

    A withdrawn application is taken up again. The key "job:member" is unique in the database, so
    that no interleaving makes two. The errors: NotFound, InvalidInput for a draft past a limit,
    Conflict where the job is not open.
    """
    asked = list(zip(writes, drafts, strict=True))
    rows = [_new(job, write, draft) for write, draft in asked if _wrong(draft) is None]
    found = await writes[0].rows("jobs/apply_to_job", job=job, rows=rows) if rows else []
    there = {member: (is_open, values) for member, is_open, values in found}
    new = {row["id"] for row in rows}
    return [
        _wrong(draft) or await _applied(write, job, there.get(write.viewer.member_id), new)
        for write, draft in asked
    ]


def _new(job: int, write: Write, draft: Draft) -> dict[str, Any]:
    member, now = write.viewer.member_id, write.now.astimezone(UTC)
    return {
        "key": f"{job}:{member}",
        "id": new_id(),
        "job_id": job,
        "member_id": member,
        "status": _S.APPLIED.value,
        "note": draft.note or None,
        "resume": draft.resume or None,
        "answers": [text for pair in draft.answers for text in pair] or None,
        "history": [_entry(_S.APPLIED, now, member)],
        "created_at": now,
        "changed_at": now,
    }


async def _applied(
    write: Write, job: int, row: tuple[bool, Mapping[str, Any] | None] | None, new: Container[int]
) -> Application | ProConnectError:
    if row is None:
        return NotFound("jobId: no such job", field=("jobId",))
    is_open, values = row
    found = application(values) if values is not None else None
    if found is None or (found.status is _S.WITHDRAWN and not is_open):
        return Conflict("jobId: this job is not open any more", field=("jobId",))
    is_new = found.id in new
    if found.status is _S.WITHDRAWN:
        found = await _locked(write, found.id)
        if is_new := found.status is _S.WITHDRAWN:
            found = await _move(write, found, _S.APPLIED)
    if is_new:
        member = found.member_id
        key = f"{job}:{member}"
        write.emit("application.submitted", key, application=found.id, job=job, member=member)
    return found


async def withdraw(write: Write, job: int) -> Application:
    """The viewer takes their application back; did so: nothing changes. The application then.

    Raises NotFound where they have not applied, Conflict where it was answered.
    """
    row = await write.row("jobs/read_application", key=f"{job}:{write.viewer.member_id}")
    if row is None:
        raise NotFound("jobId: there is no application of yours to it", field=("jobId",))
    found = await _locked(write, row[0])
    if found.status is _S.WITHDRAWN:
        return found
    if found.status in _OVER:
        raise Conflict(f"jobId: the application is {found.status}", field=("jobId",))
    _tell(write, found, _S.WITHDRAWN)
    return await _move(write, found, _S.WITHDRAWN)


async def move(write: Write, id_: int, status: ApplicationStatus) -> int:
    """A recruiter brings an application into a state; as it is: nothing changes. Its id.

    Raises NotFound where it does not exist for the viewer, InvalidInput for the states that are
    the applicant's, Conflict where the applicant has withdrawn.
    """
    row = await write.row("jobs/read_application_with_seat", viewer=write.viewer.member_id, id=id_)
    if row is None or not row[2] or RECRUITER not in write.viewer.roles:
        raise NotFound("id: no such application", field=("id",))
    if status in (_S.APPLIED, _S.WITHDRAWN):
        raise InvalidInput(f"status: {status} is for the applicant", field=("status",))
    found = await _locked(write, id_)
    if found.status is _S.WITHDRAWN:
        raise Conflict("id: the applicant has withdrawn", field=("id",))
    if found.status is not status:
        await _move(write, found, status)
        _tell(write, found, status)
    return id_


async def own(db: Database, viewer: Viewer, first: int, after: str | None) -> Page[Application]:
    """The viewer's applications, newest first. Raises Unauthenticated, InvalidCursor."""
    before = decode_cursor(_LIST, after, int)[0] if after else MAX_ID
    rows = await db.rows(
        "jobs/list_own_applications", viewer=viewer.member_id, before=before, limit=first + 1
    )
    found = [application(values) for (values,) in rows]
    return page_of(found, first, lambda one: encode_cursor(_LIST, one.id))


async def by_id(db: Database, viewer: Viewer, id_: int, *, now: datetime) -> Application | None:
    """An application as one of its sides sees it; None for everybody else.

    What a recruiter is shown is kept.
    """
    if viewer.id is None:
        return None
    row = await db.row("jobs/read_application_with_seat", viewer=viewer.id, id=id_)
    if row is None:
        return None
    values, member, seated, company = row
    if values["member_id"] == viewer.id:
        return application(values)
    if not seated or RECRUITER not in viewer.roles:
        return None
    kind, job = HiringViewKind.APPLICATION, values["job_id"]
    await record_view(db, viewer, kind, company, [member["id"]], now=now, job=job)
    return application(values, card(member))


async def _locked(write: Write, id_: int) -> Application:
    row = await write.row("jobs/lock_application", id=id_)
    if row is None:
        raise NotFound("id: no such application", field=("id",))
    return application(row[0])


async def _move(write: Write, found: Application, status: ApplicationStatus) -> Application:
    now = write.now.astimezone(UTC)
    entry = _entry(status, now, write.viewer.member_id)
    asked = {"id": found.id, "status": status.value, "entry": entry, "now": now}
    await write.rows("jobs/change_application", **asked)
    return replace(found, status=status, history=[*found.history, _step(entry)])


def _tell(write: Write, found: Application, status: ApplicationStatus) -> None:
    write.emit(
        "application.changed",
        f"{found.job_id}:{found.member_id}",
        application=found.id,
        job=found.job_id,
        member=found.member_id,
        status=status.value,
    )


def _entry(status: ApplicationStatus, at: datetime, actor: int) -> str:
    return f"{status.value} {at.isoformat()} {actor}"


def _step(entry: str) -> Step:
    status, at, actor = entry.split(" ")
    return Step(_S(status), datetime.fromisoformat(at), int(actor))


def _wrong(draft: Draft) -> InvalidInput | None:
    for name, text, most in (("note", draft.note, MAX_NOTE), ("resume", draft.resume, MAX_RESUME)):
        if text is not None and len(text) > most:
            return _refusal(name, f"{len(text)} characters are more than {most}")
    if len(draft.answers) > MAX_ANSWERS:
        return _refusal("answers", f"{len(draft.answers)} are more than {MAX_ANSWERS}")
    if any(len(text) > MAX_ANSWER for pair in draft.answers for text in pair):
        return _refusal("answers", f"one is longer than {MAX_ANSWER} characters")
    return None


def _refusal(name: str, why: str) -> InvalidInput:
    return InvalidInput(f"input.{name}: {why}", field=("input", name))
