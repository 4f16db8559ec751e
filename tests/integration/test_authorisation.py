"""Who may see what, field by field: a field of the schema without a decision here fails.

A decision says when a field is shown. The callers are everybody there is; a token that is expired,
forged or signed otherwise is refused before any field.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from graph.settings import Settings
from graph.store.store import Store
from graph.visibility import is_reduced, may_list_connections
from resolvers.ids import global_id
from resolvers.schema import schema
from tests.client import Client, codes, member_id
from tests.conftest import LoadWorld
from tests.integration.test_endpoint_viewers import forged
from tests.integration.test_executor import values
from tests.operations import Maker
from tests.worlds.world import World

OWNER, FRIEND, BLOCKED, SECOND, STRANGER, CLOSED, HIDDEN = range(1, 8)
SUBJECTS = {OWNER: "PUBLIC", CLOSED: "CONNECTIONS", HIDDEN: "PRIVATE"}
CALLERS = {
    "nobody": (None, "member"),
    "connection": (FRIEND, "member"),
    "second degree": (SECOND, "member"),
    "stranger": (STRANGER, "member"),
    "blocked": (BLOCKED, "member"),
    "recruiter without a seat": (STRANGER, "recruiter"),
    "analyst": (STRANGER, "analyst"),
    "admin": (STRANGER, "admin"),
    "themselves": (0, "member"),
}
"""No role sees more of a profile than a member in the same place of the graph."""

CARD, FULL, TIES, DEGREE, MUTUAL, PATHS = "card", "full", "ties", "degree", "mutual", "paths"
MEMBER = {
    "id": CARD, "name": CARD, "headline": CARD, "industry": CARD, "country": CARD,
    "city": FULL, "summary": FULL, "positions": FULL, "educations": FULL, "skills": FULL,
    "posts": FULL, "connectionCount": TIES, "connections": TIES, "degree": DEGREE,
    "mutualConnections": MUTUAL, "mutualConnectionCount": MUTUAL, "paths": PATHS,
}  # fmt: skip

OPEN, TOKEN, OWN = "open", "token", "own"
ROOT = {
    "Query": {
        "node": OPEN, "nodes": OPEN, "member": OPEN, "job": OPEN, "company": OPEN, "skill": OPEN,
        "degrees": OPEN, "viewer": OPEN, "searchPeople": TOKEN, "searchJobs": TOKEN,
        "searchCompanies": TOKEN, "searchPosts": TOKEN, "typeahead": TOKEN,
        "companyInsights": OWN, "recentSearches": OWN, "savedSearches": OWN,
        "trendingHashtags": TOKEN, "projects": TOKEN, "hiringViews": TOKEN,
    },
}  # fmt: skip
"""OPEN: answered without a token, as much as nobody may see. TOKEN: refused without one.
OWN: refused or empty."""

WITHOUT_A_TOKEN_THERE_IS_NONE = {"Viewer"}
EVERY_FIELD_NEEDS_A_TOKEN = {"Mutation", "Subscription"}
"""The fields of the first are all asked without a token here, whatever their names; the WebSocket
of the second begins with a token (`test_sockets.py`)."""

CONTAINED = {
    "Answer", "Application", "ApplicationStep", "Candidate", "Comment", "Company", "CompanyFlow",
    "CompanyInsights", "Education", "Facet", "FacetBucket", "FeedItem", "Hashtag", "HiringView",
    "Interpretation", "Invitation", "Job", "JobMatch", "MemberSkill", "NearMiss", "Notification",
    "PageInfo", "Path", "Place", "Position", "Post", "PostReach", "PostVersion", "ProfileViews",
    "ProfileVisitor", "Project", "ProjectStage", "Prospect", "ProspectNote", "Reason", "Referrer",
    "SavedCondition", "SavedSearch", "School", "Skill", "ShortlistIntroducer",
    "ShortlistIntroducers", "SkillGain", "Suggestion", "TrendingHashtag",
    "TypeaheadHit", "UserError", "ViewCount",
}  # fmt: skip
"""They show nothing that the field which holds them would not: that one decides."""

LISTS = ("Connection", "Edge", "Payload")


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    company, school = world.company("Acme"), world.school("School")
    for number in range(OWNER, HIDDEN + 1):
        world.member(
            f"Member {number}", headline="Leads", summary="Own words", industry="Trade",
            city="Bern", country="CH", profile_visibility=SUBJECTS.get(number, "PUBLIC"),
        )  # fmt: skip
        world.position(number, company, "Maker")
        world.education(number, school)
        world.skill(number, "python")
    for subject in SUBJECTS:
        world.post(subject, "Words")
        world.connect(subject, FRIEND)
        world.block(subject, BLOCKED)
    world.connect(FRIEND, SECOND, BLOCKED)
    await load_world.indexed(world)


def object_types() -> dict[str, GraphQLObjectType]:
    return {
        name: type_
        for name, type_ in schema._schema.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
    }


def test_each_field_has_a_decision() -> None:
    undecided = []
    for name, type_ in object_types().items():
        decided = MEMBER if name == "Member" else ROOT.get(name)
        if decided is not None:
            undecided += [f"{name}.{field}" for field in type_.fields if field not in decided]
        elif not (
            name in CONTAINED | WITHOUT_A_TOKEN_THERE_IS_NONE | EVERY_FIELD_NEEDS_A_TOKEN
            or name.endswith(LISTS)
        ):
            undecided.append(name)
    assert undecided == [], "say here who may see it"


def degree_of(caller: int | None, subject: int) -> int | None:
    """0, 1 or 2; None for strangers and nobody."""
    return {0: 0, FRIEND: 1, SECOND: 2}.get(caller) if caller is not None else None


def exists(caller: int | None, subject: int) -> bool:
    if caller == BLOCKED:
        return False
    if SUBJECTS[subject] == "PRIVATE":
        return caller in (0, FRIEND)
    return caller is not None or SUBJECTS[subject] == "PUBLIC"


def is_shown(decision: str, caller: int | None, subject: int) -> bool:
    """What the decision means for a caller who may see that the member exists."""
    degree = degree_of(caller, subject)
    match decision:
        case "card":
            return True
        case "full":
            return not is_reduced(SUBJECTS[subject], degree)
        case "ties":
            return may_list_connections(None, SUBJECTS[subject], degree)
        case "degree":
            return degree is not None
        case "mutual":
            return degree == 2
        case _:
            return degree in (1, 2)


def asked(name: str, field: GraphQLField) -> str:
    """A field with the least that can be asked below it."""
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return name
    if isinstance(type_, GraphQLObjectType) and "edges" in type_.fields:
        return f"{name} {{edges {{__typename}}}}"
    return f"{name} {{__typename}}"


@pytest.mark.parametrize("subject", SUBJECTS, ids=str)
@pytest.mark.parametrize("caller", CALLERS)
async def test_a_member_shows_what_was_decided(client: Client, caller: str, subject: int) -> None:
    number, role = CALLERS[caller]
    fields = object_types()["Member"].fields
    selection = " ".join(asked(name, field) for name, field in fields.items())
    query = f'{{member(id: "{member_id(subject)}") {{{selection}}}}}'
    viewer = subject if number == 0 else number
    answer = (await client.post(viewer, query, role=role)).json()
    assert "errors" not in answer
    found = answer["data"]["member"]
    if not exists(number, subject):
        assert found is None
        return
    shown = {name for name, value in found.items() if not is_empty(name, value)}
    expected = {name for name in fields if is_shown(MEMBER[name], number, subject)}
    assert {n for n in shown ^ expected if not (n == "paths" and number == 0)} == set()


def is_empty(name: str, value: Any) -> bool:
    if isinstance(value, dict):
        return not value["edges"]
    return value is None or (name != "degree" and not value)


def required(maker: Maker, field: GraphQLField) -> str:
    """The arguments without which a field cannot be asked."""
    given = [
        f"{key}: {maker._literal(one.type, maker._plain(one.type, key))}"
        for key, one in field.args.items()
        if str(one.type).endswith("!")
    ]
    return f"({', '.join(given)})" if given else ""


@pytest.mark.parametrize("name", object_types()["Query"].fields)
async def test_without_a_token_a_question_is_refused_or_answered(client: Client, name: str) -> None:
    field = object_types()["Query"].fields[name]
    maker = Maker(schema._schema, Random(1), values, mistakes=0.0)
    arguments = required(maker, field)
    text = "{" + asked(name, field).replace(name, name + arguments, 1) + "}"
    answer = (await client.post(None, text)).json()
    found = codes(answer)
    match ROOT["Query"][name]:
        case "token":
            assert found == {"UNAUTHENTICATED"}
        case "open":
            assert found <= {"INVALID_ID"}
        case _:
            assert found == {"UNAUTHENTICATED"} or not answer["data"][name]


async def test_without_a_token_nothing_is_changed(client: Client, store: Store) -> None:
    mutation = schema._schema.mutation_type
    before = await store.db.row("store/count_nodes")
    for name, field in mutation.fields.items() if mutation else ():
        maker = Maker(schema._schema, Random(2), values, mistakes=0.0)
        arguments = required(maker, field)
        answer = (await client.post(None, f"mutation {{{name}{arguments} {{__typename}}}}")).json()
        with_errors = f"mutation {{{name}{arguments} {{errors {{code}}}}}}"
        told = (await client.post(None, with_errors)).json()
        inner = [e["code"] for e in ((told.get("data") or {}).get(name) or {}).get("errors", [])]
        assert codes(answer) == {"UNAUTHENTICATED"} or inner == ["UNAUTHENTICATED"], name
    assert await store.db.row("store/count_nodes") == before


async def test_a_token_that_is_none_is_refused_before_any_field(
    client: Client, servers: Settings
) -> None:
    for why, token in forged(servers):
        headers = {"Authorization": f"Bearer {token}"}
        for query in ("{viewer {member {name}}}", f'{{node(id: "{global_id("Post", 1)}") {{id}}}}'):
            response = await client.http.post("/graphql", json={"query": query}, headers=headers)
            assert response.status_code == 401, why
            assert "data" not in response.json(), why
