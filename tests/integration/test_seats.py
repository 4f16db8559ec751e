"""What is a recruiter's, field by field: without a seat at the company there is nothing of it.

A field or mutation of the schema that is a recruiter's and has no entry here fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from graph.check import check
from graph.jobs.seats import change_seat
from graph.store.store import Store
from resolvers.ids import global_id
from resolvers.schema import schema
from tests.client import Client, member_id
from tests.conftest import NOW, LoadWorld
from tests.integration.conftest import Ask
from tests.integration.test_authorisation import object_types
from tests.integration.test_authorisation_of_writes import MUTATIONS, SEAT
from tests.worlds.world import World

SEATED, WITHDRAWN, SEATLESS, ELSEWHERE, COLLEAGUE, ADA, BEN = range(1, 8)
ACME, BANK = 1, 2
JOB = 1
CALLERS = {
    "recruiter without a seat": (SEATLESS, "recruiter"),
    "recruiter of another company": (ELSEWHERE, "recruiter"),
    "recruiter whose seat was withdrawn": (WITHDRAWN, "recruiter"),
    "seat without the role": (SEATED, "member"),
}

BEHIND = {
    "Application", "Candidate", "HiringView", "Project", "ProjectStage", "Prospect",
    "ProspectNote", "ShortlistIntroducer", "ShortlistIntroducers",
}  # fmt: skip
"""Types that recruiters see by their seat: whatever gives one needs an entry, or is OPEN."""

HOLDERS = {"Job", "Company"}
"""Each field of these has an entry, or is OPEN."""

OPEN = {
    "Job": {
        "id", "title", "company", "description", "city", "country", "remote", "employmentType",
        "experienceLevel", "salaryMin", "salaryMax", "currency", "postedAt", "expiresAt", "status",
        "match", "similarJobs", "alsoApplied",
    },
    "Company": {
        "id", "name", "industry", "size", "domain", "description", "city", "country",
    },
    "Viewer": {"applications"},
}  # fmt: skip
"""Shown to who has no seat: what everybody may see, and what is the applicant's own."""

_NAMES = {"job": global_id("Job", JOB), "ada": member_id(ADA), "ben": member_id(BEN)}
READS = {
    "Job.applications": "{job(id: $job) {applications {edges {node {status note}}}}}",
    "Job.candidates": "{job(id: $job) {candidates {edges {node {score member {name}}}}}}",
    "Job.candidatesLike": "{job(id: $job) {candidatesLike(memberIds: [$ada]) {score}}}",
    "Job.shortlistIntroducers": "{job(id: $job) {shortlistIntroducers(memberIds: [$ada])"
    " {introducers {degree}}}}",
    "Candidate.introducers": "{job(id: $job) {candidates {edges {node {introducers {degree}}}}}}",
    "Query.node": "{node(id: $application) {... on Application {status note}}}",
    "Query.nodes": "{nodes(ids: [$application, $project]) {... on Application {status note}"
    " ... on Project {name company {name} job {title}}}}",
    "Application.fit": "{job(id: $job) {applications {edges {node {fit}}}}}",
    "Query.projects": "{projects(companyId: $acme) {edges {node {name}}}}",
    "Project.stages": "{node(id: $project) {... on Project {stages {name count}}}}",
    "Project.prospects": "{node(id: $project) {... on Project {prospects {edges {node {stage tags"
    " member {name} notes {text author {name}}}}}}}}",
}
"""A question for each field that is a recruiter's, to which the seated get an answer."""

ADMINS = {"Query.hiringViews": "{hiringViews(companyId: $acme) {edges {node {kind memberIds}}}}"}
"""What is about recruiters and for administrators alone."""

WRITES = {
    "postJob": '(input: {companyId: $acme, title: "Miller"})',
    "editJob": '(jobId: $job, input: {title: "Miller"})',
    "moveApplication": "(id: $application, status: OFFER)",
    "closeJob": "(jobId: $job)",
    "createProject": '(companyId: $acme, name: "More", jobId: $job)',
    "editProject": '(projectId: $project, name: "Bakers")',
    "addProspects": "(projectId: $project, memberIds: [$ben])",
    "moveProspects": '(projectId: $project, memberIds: [$ben], stage: "Offer")',
    "tagProspects": '(projectId: $project, memberIds: [$ben], add: ["good"])',
    "addProspectNote": '(projectId: $project, memberId: $ben, text: "Knows her trade")',
    "deleteProspectNote": "(projectId: $project, memberId: $ada, noteId: $note)",
    "removeProspects": "(projectId: $project, memberIds: [$ada])",
    "exportProject": "(projectId: $project)",
    "deleteProject": "(projectId: $project)",
}
"""What each mutation that needs a seat is given, in an order in which the seated may do all."""


@pytest.fixture(scope="module")
async def names(load_world: LoadWorld, store: Store, client: Client) -> dict[str, str]:
    """The ids that questions name; the seat of WITHDRAWN is there until they have used it."""
    world = World()
    world.members("Seated", "Withdrawn", "Seatless", "Elsewhere", "Colleague", "Ada", "Ben")
    for company in ("Acme", "Bank"):
        world.company(company)
    world.position(COLLEAGUE, ACME, "Baker")
    world.connect(COLLEAGUE, ADA, BEN)
    for member in (ADA, BEN):
        world.skill(member, "Baking")
    world.job(ACME, "Baker", skills=("Baking",))
    await load_world(world)
    for member, company in ((SEATED, ACME), (WITHDRAWN, ACME), (ELSEWHERE, BANK)):
        await change_seat(store.db, member, company, True, now=NOW)
    given = {**_NAMES, "acme": global_id("Company", ACME)}
    text = (
        'mutation($job: ID!) {applyToJob(jobId: $job, input: {note: "Hello"}) {application {id}}}'
    )
    applied = await client.data(ADA, text, job=given["job"])
    given["application"] = applied["applyToJob"]["application"]["id"]
    await fill_project(client, given)
    for name in READS:  # while there is a seat, there is an answer to each
        for member in (SEATED, WITHDRAWN):
            assert await seen(client, (member, "recruiter"), READS[name], given), name
    await change_seat(store.db, WITHDRAWN, ACME, False, now=NOW)
    return given


async def fill_project(client: Client, names: dict[str, str]) -> None:
    """A project with Ada in it, of whom SEATED noted something."""

    async def changed(text: str) -> Any:
        answer = (await client.post(SEATED, filled(text, names), role="recruiter")).json()
        ((payload),) = answer["data"].values()
        assert payload["errors"] == [], payload
        return payload["project"]

    made = await changed(
        'mutation {createProject(companyId: $acme, name: "Bakers", jobId: $job)'
        " {project {id} errors {code}}}"
    )
    names["project"] = made["id"]
    await changed(
        "mutation {addProspects(projectId: $project, memberIds: [$ada])"
        " {project {id} errors {code}}}"
    )
    noted = await changed(
        'mutation {addProspectNote(projectId: $project, memberId: $ada, text: "Good bread")'
        " {project {prospects {edges {node {notes {id}}}}} errors {code}}}"
    )
    names["note"] = noted["prospects"]["edges"][0]["node"]["notes"][0]["id"]


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    """Each field that answers questions, with its type."""
    for kind, type_ in object_types().items():
        if kind not in ("Mutation", "Subscription") and not kind.endswith(("Edge", "Payload")):
            for name, field in type_.fields.items():
                yield kind, name, field


def given_by(field: GraphQLField) -> str:
    """The type of what a field gives, itself or in a page."""
    type_ = get_named_type(field.type)
    if isinstance(type_, GraphQLObjectType) and "edges" in type_.fields:
        edge = get_named_type(type_.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        return str(get_named_type(edge.fields["node"].type))
    return str(type_)


def test_each_field_and_mutation_of_recruiters_has_an_entry() -> None:
    missing = [
        f"{kind}.{name}"
        for kind, name, field in fields()
        if (
            kind in HOLDERS
            or (given_by(field) in BEHIND and (kind not in BEHIND or field.args))
            or any(word in (field.description or "") for word in ("seat", "recruiter"))
        )
        and name not in OPEN.get(kind, ())
        and f"{kind}.{name}" not in READS | ADMINS
    ]
    assert missing == [], "say here what a recruiter without a seat is asked and not answered"
    assert {name for name, of in MUTATIONS.items() if of == SEAT} == set(WRITES)
    kinds = schema._schema.type_map
    assert set(kinds) >= BEHIND | HOLDERS


def filled(text: str, names: dict[str, str]) -> str:
    """A text with the ids that it names."""
    for name, id_ in sorted(names.items(), key=lambda one: -len(one[0])):
        text = text.replace(f"${name}", f'"{id_}"')
    return text


def values(answer: Any) -> Iterator[Any]:
    """Every leaf of an answer that says something."""
    if isinstance(answer, dict):
        for one in answer.values():
            yield from values(one)
    elif isinstance(answer, list):
        for one in answer:
            yield from values(one)
    elif answer is not None:
        yield answer


async def seen(
    client: Client, caller: tuple[int, str], text: str, names: dict[str, str]
) -> list[Any]:
    """The leaves that a caller is answered."""
    number, role = caller
    answer = (await client.post(number, filled(text, names), role=role)).json()
    assert "errors" not in answer, answer
    return list(values(answer["data"]))


async def kept(ask: Ask) -> list[list[object]]:
    """Everything that recruiters change."""
    return await ask(
        "MATCH (n) WHERE n:Job OR n:Application OR n:OutboxEvent OR n:Project OR n:Prospect"
        " OR n:ProspectNote OR n:HiringView"
        " RETURN properties(n) AS p, COUNT {(n)-[]-()} AS ties ORDER BY elementId(n)"
    )


@pytest.mark.parametrize("caller", CALLERS)
async def test_who_has_no_seat_sees_nothing_and_changes_nothing(
    client: Client, ask: Ask, names: dict[str, str], caller: str
) -> None:
    for name, text in (READS | ADMINS).items():
        assert await seen(client, CALLERS[caller], text, names) == [], name
    before, (number, role) = await kept(ask), CALLERS[caller]
    for name, given in WRITES.items():
        text = f"mutation {{{name}{filled(given, names)} {{errors {{code}}}}}}"
        answer = (await client.post(number, text, role=role)).json()
        (error,) = answer["data"][name]["errors"]
        assert error["code"] in ("FORBIDDEN", "NOT_FOUND"), name
    assert await kept(ask) == before


async def test_the_seated_may_do_all_of_it(
    client: Client, store: Store, names: dict[str, str]
) -> None:
    for name, given in WRITES.items():
        text = f"mutation {{{name}{filled(given, names)} {{errors {{code}}}}}}"
        answer = (await client.post(SEATED, text, role="recruiter")).json()
        assert answer["data"][name]["errors"] == [], name
    assert await check(store.db) == []
