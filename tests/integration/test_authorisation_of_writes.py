"""Who may change what, mutation by mutation: one of the schema without a decision here fails.

A decision says whom a mutation refuses. Nobody is refused by a role alone who may do it without:
roles only add the seats of recruiters and what admins do.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from graph.identity import sessions
from graph.identity.sessions import Origin
from graph.jobs.seats import change_seat
from graph.mutations import Write, record
from graph.settings import Settings
from graph.store.store import Store
from resolvers.auth import Tokens
from resolvers.ids import global_id
from resolvers.keyring import Keyring
from resolvers.schema import schema
from tests.client import Client, codes, member_id
from tests.conftest import LoadWorld
from tests.integration.conftest import Ask
from tests.integration.test_authorisation import asked, required
from tests.integration.test_executor import values
from tests.operations import Maker
from tests.worlds.world import World

OWNER, FRIEND, BLOCKED, STRANGER, HIDDEN, SEATED, RECRUITER = range(1, 8)
COMPANY, JOB, POST, HIDDEN_POST, COMMENT = 11, 12, 13, 14, 15

CALLERS = {
    "connection": (FRIEND, "member"),
    "stranger": (STRANGER, "member"),
    "blocked": (BLOCKED, "member"),
    "recruiter without a seat": (RECRUITER, "recruiter"),
    "recruiter with a seat": (SEATED, "recruiter"),
    "a seat without the role": (SEATED, "member"),
    "analyst": (STRANGER, "analyst"),
    "admin": (STRANGER, "admin"),
}

OWN, MEMBER, POSTED, AUTHOR, SEAT, ADMIN = "own", "member", "post", "author", "seat", "admin"
MUTATIONS = {
    "updateProfile": OWN, "markNotificationsRead": OWN, "createPost": OWN, "addSkill": OWN,
    "setPrivateBrowsing": OWN, "removeSkill": OWN, "saveSearch": OWN, "deleteSavedSearch": OWN,
    "forgetRecentSearches": OWN, "importContacts": OWN, "forgetContacts": OWN,
    "applyToJob": OWN, "withdrawApplication": OWN, "blockMember": OWN, "unblockMember": OWN,
    "sendInvitation": MEMBER, "acceptInvitation": MEMBER, "declineInvitation": MEMBER,
    "withdrawInvitation": MEMBER, "removeConnection": MEMBER, "dismissSuggestion": MEMBER,
    "follow": MEMBER, "unfollow": MEMBER, "muteMember": MEMBER, "unmuteMember": OWN,
    "viewProfile": MEMBER, "endorseSkill": MEMBER, "viewPosts": OWN,
    "react": POSTED, "removeReaction": POSTED, "comment": POSTED, "hidePost": POSTED,
    "notInterested": POSTED, "report": POSTED,
    "editPost": AUTHOR, "deletePost": AUTHOR, "editComment": AUTHOR, "deleteComment": AUTHOR,
    "postJob": SEAT, "editJob": SEAT, "closeJob": SEAT, "moveApplication": SEAT,
    "createProject": SEAT, "editProject": SEAT, "deleteProject": SEAT, "addProspects": SEAT,
    "moveProspects": SEAT, "tagProspects": SEAT, "removeProspects": SEAT, "addProspectNote": SEAT,
    "deleteProspectNote": SEAT, "exportProject": SEAT,
    "setSeat": ADMIN,
}  # fmt: skip
"""OWN: every member, about themselves, or to take back what they did, which answers alike for
whomever it names. MEMBER, POSTED: refused where the member, or the author of
the post, is not there for the viewer. AUTHOR: theirs only. SEAT: a recruiter's with a seat at the
company. ADMIN: an admin's."""


@pytest.fixture(scope="module", autouse=True)
async def loaded(load_world: LoadWorld, store: Store, client: Client) -> None:
    world = World()
    company = world.company("Acme", id=COMPANY)
    for number in range(OWNER, RECRUITER + 1):
        shown = "PRIVATE" if number == HIDDEN else "PUBLIC"
        world.member(f"Member {number}", id=number, profile_visibility=shown)
        world.skill(number, "python")
    world.job(company, "Baker", id=JOB, skills=("python",))
    world.post(OWNER, "Words", id=POST)
    world.post(HIDDEN, "Words", id=HIDDEN_POST)
    world.comment(POST, OWNER, "More", id=COMMENT)
    world.connect(OWNER, FRIEND)
    world.block(OWNER, BLOCKED)
    await load_world(world)
    await change_seat(store.db, SEATED, COMPANY, True, now=datetime.now(UTC))
    applied = await client.data(
        OWNER, f'mutation {{applyToJob(jobId: "{global_id("Job", JOB)}") {{application {{id}}}}}}'
    )
    IDS["moveApplication"] = applied["applyToJob"]["application"]["id"]
    company = global_id("Company", COMPANY)
    text = f'mutation {{createProject(companyId: "{company}", name: "Bakers") {{project {{id}}}}}}'
    made = (await client.post(SEATED, text, role="recruiter")).json()
    IDS["projectId"] = made["data"]["createProject"]["project"]["id"]


IDS = {
    "editPost": global_id("Post", POST),
    "deletePost": global_id("Post", POST),
    "editComment": global_id("Comment", COMMENT),
    "deleteComment": global_id("Comment", COMMENT),
    "noteId": global_id("ProspectNote", 1),
}
"""The argument `id` of mutations that are about one thing, and other ids by their argument."""


def mutation(name: str, *, of: int = OWNER) -> str:
    """A mutation with the arguments that it needs, about a member or about their post."""
    post = global_id("Post", POST if of == OWNER else HIDDEN_POST)

    def value(random: Random, argument: str, scalar: str) -> Any:
        if scalar != "ID":
            plain = {"Int": 1, "Float": 1.0, "Boolean": True}.get(scalar, "python")
            return plain if argument != "addresses" else "ada@example.org"
        if argument in ("memberId", "memberIds") or name in ("follow", "unfollow"):
            return member_id(STRANGER if name == "setSeat" else of)
        if argument == "jobId":
            return global_id("Job", JOB)
        if argument == "companyId":
            return global_id("Company", COMPANY)
        if argument in ("projectId", "noteId"):
            return IDS[argument]
        return IDS.get(name, post)

    kind = schema._schema.mutation_type
    assert kind is not None
    maker = Maker(schema._schema, Random(3), value, mistakes=0.0)
    arguments = required(maker, kind.fields[name])
    if name == "postJob":  # what it needs is not what its type requires
        company = global_id("Company", COMPANY)
        arguments = f'(input: {{companyId: "{company}", title: "Baker"}})'
    return f"mutation {{{name}{arguments} {{errors {{code}}}}}}"


def test_each_mutation_has_a_decision() -> None:
    kind = schema._schema.mutation_type
    assert kind is not None
    assert MUTATIONS.keys() == kind.fields.keys(), "say here who may do it"


async def refused(client: Client, caller: tuple[int, str], text: str) -> str | None:
    """The code with which a mutation is refused, or None."""
    number, role = caller
    answer = (await client.post(number, text, role=role)).json()
    if found := codes(answer):
        return found.pop()
    ((_, payload),) = answer["data"].items()
    return payload["errors"][0]["code"] if payload["errors"] else None


def outcome(decision: str, caller: str, of: int) -> set[str | None]:
    """How a mutation may end for a caller, about the owner or somebody hidden."""
    number, role = CALLERS[caller]
    away = of == HIDDEN or number == BLOCKED
    match decision:
        case "member" | "post":
            return {"NOT_FOUND"} if away else ANYTHING
        case "author":
            return HIDDEN_OR_NOT
        case "seat":
            return ANYTHING if (number, role) == (SEATED, "recruiter") else HIDDEN_OR_NOT
        case "admin":
            return ANYTHING if role == "admin" else {"FORBIDDEN"}
        case _:
            return ANYTHING


ANYTHING: set[str | None] = {None, "NOT_FOUND", "CONFLICT", "BAD_USER_INPUT", "LIMIT_EXCEEDED"}
"""What has nothing to do with who asks."""

HIDDEN_OR_NOT: set[str | None] = {"FORBIDDEN", "NOT_FOUND"}
"""Refused: what the viewer cannot see is not there, the rest is not theirs."""


@pytest.mark.parametrize("caller", CALLERS)
async def test_a_mutation_is_refused_to_whom_it_was_decided_and_then_changes_nothing(
    client: Client, ask: Ask, caller: str
) -> None:
    count = "CALL () {MATCH (n) RETURN count(n) AS a} MATCH ()-[r]->() RETURN a, count(r)"
    wrong, before = [], await ask(count)
    for name, decision in MUTATIONS.items():
        for of in (OWNER, HIDDEN):
            expected = outcome(decision, caller, of)
            if expected is ANYTHING:
                continue  # what is allowed is tested where it is told what it does
            found = await refused(client, CALLERS[caller], mutation(name, of=of))
            if found not in expected:
                wrong.append((name, of, found))
    assert wrong == []
    assert await ask(count) == before


@pytest.mark.parametrize("name", [n for n, of in MUTATIONS.items() if of in (SEAT, ADMIN)])
async def test_who_may_is_not_refused(client: Client, name: str) -> None:
    caller = CALLERS["admin" if MUTATIONS[name] == ADMIN else "recruiter with a seat"]
    assert await refused(client, caller, mutation(name)) in ANYTHING


async def bad_tokens(servers: Settings, store: Store) -> dict[str, str]:
    """Tokens that were, or look as if they were, those of an admin."""
    now, hour = datetime.now(UTC), timedelta(hours=1)
    ours = Tokens.load(servers)
    grants = []

    async def work(write: Write) -> None:
        grants.append(await sessions.begin(write, OWNER, "admin", Origin("", "")))

    await record(store, "test", work, now=now)
    revoked = ours.issue(OWNER, "admin", hour, now=now, session=grants[0].session)
    claims = {"iss": "proconnect", "sub": "1", "role": "admin", "exp": now + hour}
    named = {"kid": ours.ring.name}
    public = ours.ring.signing.public_key().public_bytes_raw()
    other = Tokens(Keyring.of(Ed25519PrivateKey.generate()))
    return {
        "expired": ours.issue(OWNER, "admin", hour, now=now - 2 * hour),
        "of a session that is no more": revoked,
        "forged": other.issue(OWNER, "admin", hour, now=now),
        "forged in our key's name": jwt.encode(
            claims, Ed25519PrivateKey.generate(), "EdDSA", headers=named
        ),
        "wrong algorithm": jwt.encode(claims, public, "HS256", headers=named),
        "no algorithm": jwt.encode(claims, None, "none", headers=named),
        "wrong issuer": jwt.encode(
            claims | {"iss": "x"}, ours.ring.signing, "EdDSA", headers=named
        ),
    }


async def test_no_field_and_no_mutation_is_answered_to_a_bad_token(
    client: Client, servers: Settings, store: Store, ask: Ask
) -> None:
    core = schema._schema
    maker = Maker(core, Random(4), values, mistakes=0.0)
    assert core.query_type is not None
    texts = [mutation(name) for name in MUTATIONS]
    for name, field in core.query_type.fields.items():
        text = asked(name, field).replace(name, name + required(maker, field), 1)
        texts.append(f"{{{text}}}")
    before = await ask("MATCH (n) RETURN count(n)")
    for why, token in (await bad_tokens(servers, store)).items():
        headers = {"Authorization": f"Bearer {token}"}
        for text in texts:
            answer = await client.http.post("/graphql", json={"query": text}, headers=headers)
            assert answer.status_code == 401, (why, text)
            assert list(answer.json()) == ["errors"], (why, text)
    assert await ask("MATCH (n) RETURN count(n)") == before
