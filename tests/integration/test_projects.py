"""Recruiters' projects over the endpoint: stages, order, tags, notes, export, and who is shown."""

from __future__ import annotations

import asyncio
import csv
import io
from random import Random
from typing import Any

import pytest

from graph.check import check
from graph.jobs.seats import change_seat
from graph.store.store import Store
from resolvers.ids import global_id
from tests.client import Client, member_id, number
from tests.conftest import NOW, LoadWorld
from tests.integration.conftest import Ask
from tests.worlds.world import World

RAY, SUE, ADA, BEN, CLO, EVE = range(1, 7)
ACME, BANK = 1, 2
CROWD = range(10, 30)
COMPANY = global_id("Company", ACME)

SHOW = """project {id name stages {name count} prospects(first: 100) {
    edges {node {member {id name} stage tags notes {id text}}}}} errors {code}"""
CREATE = f"""mutation($company: ID!, $name: String!, $stages: [String!], $job: ID) {{
    createProject(companyId: $company, name: $name, stages: $stages, jobId: $job) {{{SHOW}}}}}"""


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld, store: Store) -> None:
    world = World()
    world.members("Ray", "Sue")
    world.member("Ada", headline="=cmd|' /C calc'!A0", industry="Food", country="CH", city="Bern")
    world.members("Ben", "Clo")
    world.member("Eve", profile_visibility="PRIVATE")
    for one in CROWD:
        world.member(f"M{one}", id=one)
    world.block(CLO, RAY)
    world.company("Acme")
    world.company("Bank")
    world.job(ACME, "Baker")
    world.job(BANK, "Clerk")
    await load_world(world)
    for member in (RAY, SUE):
        await change_seat(store.db, member, ACME, True, now=NOW)


async def asked(
    client: Client, viewer: int, text: str, role: str = "recruiter", **values: Any
) -> Any:
    """The data of an operation."""
    answer = (await client.post(viewer, text, values, role=role)).json()
    assert "errors" not in answer, answer
    return answer["data"]


async def do(client: Client, viewer: int, name: str, given: str, role: str = "recruiter") -> Any:
    """The payload of a mutation about the project."""
    return (await asked(client, viewer, f"mutation {{{name}({given}) {{{SHOW}}}}}", role))[name]


async def done(client: Client, viewer: int, name: str, given: str) -> dict[str, Any]:
    """The project after a mutation that is not refused."""
    payload = await do(client, viewer, name, given)
    assert payload["errors"] == [], payload
    found: dict[str, Any] = payload["project"]
    return found


async def refused(client: Client, viewer: int, name: str, given: str) -> str:
    """The code of a mutation that is refused."""
    (error,) = (await do(client, viewer, name, given))["errors"]
    return str(error["code"])


async def created(client: Client, stages: list[str] | None = None) -> str:
    """The argument that names a new project of Acme."""
    values = {"company": COMPANY, "name": "Bakers", "stages": stages}
    made = (await asked(client, RAY, CREATE, **values))["createProject"]
    assert made["errors"] == [], made
    return f'projectId: "{made["project"]["id"]}"'


def ids(*members: int) -> str:
    """The argument that names members."""
    named = ", ".join(f'"{member_id(one)}"' for one in members)
    return f"memberIds: [{named}]"


def listed(project: dict[str, Any]) -> dict[str, list[int]]:
    """The members of each stage, in order."""
    found: dict[str, list[int]] = {}
    for edge in project["prospects"]["edges"]:
        found.setdefault(edge["node"]["stage"], []).append(number(edge["node"]["member"]))
    return found


async def test_people_go_through_stages_in_an_order_of_ones_own(
    client: Client, store: Store
) -> None:
    at = await created(client, ["New", "Talk", "Offer"])
    project = await done(client, RAY, "addProspects", f"{at}, {ids(10, 11, 12, ADA)}")
    assert listed(project) == {"New": [10, 11, 12, ADA]}
    again = await done(client, SUE, "addProspects", f'{at}, {ids(13, 10)}, stage: "Talk"')
    assert listed(again) == {"New": [10, 11, 12, ADA], "Talk": [13]}
    assert again["stages"] == [
        {"name": "New", "count": 4}, {"name": "Talk", "count": 1}, {"name": "Offer", "count": 0},
    ]  # fmt: skip
    move = "moveProspects"
    first = f'before: "{member_id(10)}"'
    project = await done(client, RAY, move, f'{at}, {ids(ADA)}, stage: "New", {first}')
    assert listed(project)["New"] == [ADA, 10, 11, 12]
    behind = f'after: "{member_id(10)}"'
    project = await done(client, SUE, move, f'{at}, {ids(12, 13)}, stage: "New", {behind}')
    assert listed(project) == {"New": [ADA, 10, 12, 13, 11]}
    project = await done(client, RAY, move, f'{at}, {ids(11, 10)}, stage: "Offer", {behind}')
    assert listed(project) == {"New": [ADA, 12, 13], "Offer": [11, 10]}
    project = await done(client, RAY, "removeProspects", f"{at}, {ids(12, 14)}")
    assert listed(project) == {"New": [ADA, 13], "Offer": [11, 10]}
    assert await refused(client, RAY, move, f'{at}, {ids(12)}, stage: "New"') == "NOT_FOUND"
    assert await refused(client, RAY, move, f'{at}, {ids(13)}, stage: "Old"') == "BAD_USER_INPUT"
    both = f'{at}, {ids(13)}, stage: "New", {first}, {behind}'
    assert await refused(client, RAY, move, both) == "BAD_USER_INPUT"
    assert await check(store.db) == []


async def test_an_order_survives_what_two_recruiters_do_at_once(
    client: Client, store: Store
) -> None:
    at = await created(client, ["New", "Talk"])
    await done(client, RAY, "addProspects", f"{at}, {ids(*CROWD)}")
    random = Random(5)

    async def recruiter(viewer: int, mine: list[int]) -> None:
        for _ in range(8):
            one, other = random.sample(mine, 2)
            stage = random.choice(("New", "Talk"))
            anchor = random.choice(("before", "after"))
            given = f'{at}, {ids(one)}, stage: "{stage}", {anchor}: "{member_id(other)}"'
            await done(client, viewer, "moveProspects", given)

    halves = list(CROWD)[::2], list(CROWD)[1::2]
    await asyncio.gather(*(recruiter(v, half) for v, half in zip((RAY, SUE), halves, strict=True)))
    last = f'before: "{member_id(11)}"'
    project = await done(client, RAY, "moveProspects", f'{at}, {ids(10)}, stage: "New", {last}')
    found = listed(project)
    assert sorted(one for stage in found.values() for one in stage) == list(CROWD)
    assert await check(store.db) == []


async def test_tags_and_notes_of_many_at_once(client: Client, store: Store) -> None:
    at = await created(client)
    await done(client, RAY, "addProspects", f"{at}, {ids(ADA, BEN, 10)}")
    given = f'{at}, {ids(ADA, BEN)}, add: ["local", " top  class"]'
    for _ in range(2):
        project = await done(client, RAY, "tagProspects", given)
    assert [edge["node"]["tags"] for edge in project["prospects"]["edges"]] == [
        ["local", "top class"], ["local", "top class"], [],
    ]  # fmt: skip
    await done(client, RAY, "tagProspects", f'{at}, {ids(BEN)}, remove: ["local"]')
    of = f"node(id: {at.partition(' ')[2]})"
    tagged = 'prospects(tag: "local") {edges {node {member {id} stage}}}'
    text = f"{{{of} {{... on Project {{{tagged}}}}}}}"
    assert listed((await asked(client, SUE, text))["node"]) == {"Found": [ADA]}
    many = ", ".join(f'"t{n}"' for n in range(21))
    assert await refused(client, RAY, "tagProspects", f"{at}, {ids(ADA)}, add: [{many}]") == (
        "LIMIT_EXCEEDED"
    )
    ada = f'{at}, memberId: "{member_id(ADA)}"'
    await done(client, RAY, "addProspectNote", f'{ada}, text: "First"')
    project = await done(client, SUE, "addProspectNote", f'{ada}, text: "Second"')
    notes = project["prospects"]["edges"][0]["node"]["notes"]
    assert [one["text"] for one in notes] == ["Second", "First"]
    second = f'{ada}, noteId: "{notes[0]["id"]}"'
    assert await refused(client, RAY, "deleteProspectNote", second) == "NOT_FOUND"
    project = await done(client, SUE, "deleteProspectNote", second)
    assert [n["text"] for n in project["prospects"]["edges"][0]["node"]["notes"]] == ["First"]
    assert await refused(client, RAY, "addProspectNote", f'{ada}, text: " "') == "BAD_USER_INPUT"
    other = f'{at}, memberId: "{member_id(11)}", text: "x"'
    assert await refused(client, RAY, "addProspectNote", other) == "NOT_FOUND"
    assert await check(store.db) == []


async def test_who_hides_blocks_or_leaves_is_in_no_project_for_the_viewer(
    client: Client, store: Store, ask: Ask
) -> None:
    at = await created(client, ["New", "Talk"])
    for hidden in (CLO, EVE, 99):
        assert (
            await refused(client, RAY, "addProspects", f"{at}, {ids(ADA, hidden)}") == "NOT_FOUND"
        )
    await done(client, SUE, "addProspects", f"{at}, {ids(ADA, BEN, CLO, 10)}")
    for _ in range(2):
        project = await done(client, RAY, "addProspects", f"{at}, {ids(ADA)}")
        assert listed(project) == {"New": [ADA, BEN, 10]}
        assert project["stages"][0] == {"name": "New", "count": 3}
    block = f'mutation {{blockMember(memberId: "{member_id(RAY)}") {{errors {{code}}}}}}'
    await asked(client, BEN, block, "member")
    await ask("MATCH (m:Member {id: $id}) DETACH DELETE m", id=10)
    project = await done(client, RAY, "moveProspects", f'{at}, {ids(ADA)}, stage: "Talk"')
    assert listed(project) == {"Talk": [ADA]}
    # For Ray nobody is in the first stage; who is unseen goes on to the one that stays.
    project = await done(client, RAY, "editProject", f'{at}, stages: ["Talk"]')
    assert listed(project) == {"Talk": [ADA]}
    assert await refused(client, SUE, "editProject", f'{at}, stages: ["Else"]') == "CONFLICT"
    project = await done(client, SUE, "editProject", f'{at}, name: "Millers"')
    assert (project["name"], listed(project)) == ("Millers", {"Talk": [ADA, BEN, CLO]})
    export = f"mutation {{exportProject({at}) {{csv errors {{code}}}}}}"
    table = (await asked(client, RAY, export))["exportProject"]["csv"]
    assert [row["name"] for row in csv.DictReader(io.StringIO(table))] == ["Ada"]
    assert await check(store.db) == []


async def test_a_project_is_taken_away_as_a_table_without_formulas(client: Client) -> None:
    at = await created(client)
    await done(client, RAY, "addProspects", f"{at}, {ids(ADA, BEN)}")
    await done(client, RAY, "tagProspects", f'{at}, {ids(ADA)}, add: ["b", "a"]')
    ada = f'{at}, memberId: "{member_id(ADA)}"'
    await done(client, RAY, "addProspectNote", f'{ada}, text: "Says \\"yes\\", gladly"')
    export = f"mutation {{exportProject({at}) {{csv errors {{code}}}}}}"
    table = (await asked(client, RAY, export))["exportProject"]["csv"]
    first, second = csv.DictReader(io.StringIO(table, newline=""))
    assert first.pop("added")
    assert first == {
        "id": member_id(ADA), "name": "Ada", "headline": "'=cmd|' /C calc'!A0",
        "industry": "Food", "country": "CH", "stage": "Found", "tags": "a, b",
        "notes": 'Says "yes", gladly',
    }  # fmt: skip
    assert (second["name"], second["headline"], second["notes"]) == ("Ben", "", "")


VIEWS = """query($company: ID!, $after: String) {hiringViews(companyId: $company, first: 3,
    after: $after) {edges {node {kind actor {name} memberIds jobId projectId}}
    pageInfo {hasNextPage endCursor}}}"""


async def test_every_view_and_export_is_kept_for_administrators(
    client: Client, store: Store
) -> None:
    at = await created(client)
    job = global_id("Job", 1)
    applied = f'mutation {{applyToJob(jobId: "{job}") {{application {{id}}}}}}'
    application = (await asked(client, ADA, applied, "member"))["applyToJob"]["application"]["id"]
    await done(client, RAY, "addProspects", f"{at}, {ids(BEN)}")
    await asked(client, RAY, f'{{job(id: "{job}") {{applications {{edges {{cursor}}}}}}}}')
    await asked(client, SUE, f'{{node(id: "{application}") {{id}}}}')
    cover = f"shortlistIntroducers({ids(ADA, BEN)}) {{bound}}"
    await asked(client, RAY, f'{{job(id: "{job}") {{{cover}}}}}')
    await asked(client, RAY, f"mutation {{exportProject({at}) {{csv}}}}")
    # The applicant's own view, and one without a seat, are none.
    await asked(client, ADA, f'{{node(id: "{application}") {{id}}}}', "member")
    await asked(client, BEN, f'{{job(id: "{job}") {{applications {{edges {{cursor}}}}}}}}')
    seen, after = [], None
    for _ in range(2):
        answer = await asked(client, CLO, VIEWS, "admin", company=COMPANY, after=after)
        page = answer["hiringViews"]
        seen += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert page["pageInfo"]["hasNextPage"] is False
    project = at.split('"')[1]
    assert [
        (one["kind"], one["memberIds"], one["jobId"], one["projectId"]) for one in seen
    ] == [
        ("EXPORT", [member_id(BEN)], None, project),
        ("SHORTLIST", [member_id(ADA), member_id(BEN)], job, None),
        ("APPLICATION", [member_id(ADA)], job, None),
        ("APPLICATIONS", [member_id(ADA)], job, None),
        ("PROJECT", [member_id(BEN)], None, project),
    ]  # fmt: skip
    # Ray is in a block with the administrator, who sees that it was somebody.
    assert [one["actor"] and one["actor"]["name"] for one in seen[1:3]] == [None, "Sue"]
    for viewer, role in ((RAY, "recruiter"), (CLO, "member")):
        answer = await asked(client, viewer, VIEWS, role, company=COMPANY)
        assert answer["hiringViews"]["edges"] == []
    assert await check(store.db) == []


async def test_a_project_has_a_company_and_a_job_of_it_and_goes_with_all_in_it(
    client: Client, store: Store, ask: Ask
) -> None:
    of = {"company": COMPANY, "name": "Bakers"}
    other = (await asked(client, RAY, CREATE, **of, job=global_id("Job", 2)))["createProject"]
    assert other["errors"] == [{"code": "FORBIDDEN"}]
    for wrong in ({"name": " "}, {"stages": []}, {"stages": ["a", "a"]}, {"stages": ["x" * 51]}):
        made = (await asked(client, RAY, CREATE, **{**of, **wrong}))["createProject"]
        assert made["errors"] == [{"code": "BAD_USER_INPUT"}], wrong
    made = (await asked(client, RAY, CREATE, **of, job=global_id("Job", 1)))["createProject"]
    id_ = made["project"]["id"]
    at = f'projectId: "{id_}"'
    text = f'{{node(id: "{id_}") {{... on Project {{company {{name}} job {{title}}}}}}}}'
    about = (await asked(client, SUE, text))["node"]
    assert about == {"company": {"name": "Acme"}, "job": {"title": "Baker"}}
    await done(client, RAY, "addProspects", f"{at}, {ids(ADA)}")
    note = f'{at}, memberId: "{member_id(ADA)}", text: "x"'
    await done(client, RAY, "addProspectNote", note)
    projects = f'{{projects(companyId: "{COMPANY}") {{edges {{node {{name}}}}}}}}'
    assert len((await asked(client, SUE, projects))["projects"]["edges"]) == 1
    payload = await do(client, SUE, "deleteProject", at)
    assert payload == {"project": None, "errors": []}
    assert (await asked(client, SUE, projects))["projects"]["edges"] == []
    ((left,),) = await ask("MATCH (n:Project|Prospect|ProspectNote) RETURN count(n)")
    assert left == 0
    assert await refused(client, RAY, "deleteProject", at) == "NOT_FOUND"
    assert await check(store.db) == []
