"""Every mutation about ties, in any order, by several members: the graph is what a model says.

After each step the very next reads of both sides are compared, so nothing stale is ever answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from redis.asyncio import Redis

from graph.check import check
from graph.settings import Settings
from graph.store.store import Store
from tests.client import Client, member_id, numbers
from tests.conftest import LoadWorld, times
from tests.worlds.model import Model
from tests.worlds.world import World

COUNT = 7
PRIVATE, CONNECTIONS = 6, 7
MEMBERS = st.integers(1, COUNT)

READS = """
query($ids: [ID!]!, $other: ID!) {
  degrees(memberIds: $ids)
  member(id: $other) {
    degree mutualConnectionCount mutualConnections(first: 100) {edges {node {id}}}
    paths(first: 20) {members {id}}
  }
  viewer {
    peopleYouMayKnow(first: 100) {edges {node {member {id}}}}
    invitationsReceived(first: 100) {edges {node {member {id}}}}
    invitationsSent(first: 100) {edges {node {member {id}}}}
  }
}"""


def town() -> World:
    """Seven members, of whom two show less; no ties, no work, no skills."""
    world = World()
    for number in range(1, COUNT + 1):
        shown = {PRIVATE: "PRIVATE", CONNECTIONS: "CONNECTIONS"}.get(number, "PUBLIC")
        world.member(f"Member {number}", profile_visibility=shown)
    return world


class Expected(Model):
    """What the mutations mean, on plain sets and a networkx graph."""

    def __init__(self) -> None:
        super().__init__(town())
        self.blocked_by: set[tuple[int, int]] = set()
        self.open: set[tuple[int, int]] = set()
        self.last: dict[tuple[int, int], str] = {}
        self.dismissed: set[tuple[int, int]] = set()

    def allows(self, viewer: int, other: int, name: str) -> str | None:
        """The code of the refusal; None where the mutation is carried out."""
        if viewer == other:
            return "BAD_USER_INPUT"
        own = (viewer, other) in self.blocked_by and name in ("blockMember", "unblockMember")
        if not (self.sees(viewer, other) or own):
            return "NOT_FOUND"
        return getattr(self, f"_{name}", lambda *_: None)(viewer, other)

    def _sendInvitation(self, viewer: int, other: int) -> str | None:
        if self.graph.has_edge(viewer, other):
            return "CONFLICT"
        if (other, viewer) in self.open or (viewer, other) in self.open:
            return None
        if self.visibility(viewer) == "PRIVATE":
            return "FORBIDDEN"
        return "CONFLICT" if self.last.get((viewer, other)) == "DECLINED" else None

    def _acceptInvitation(self, viewer: int, other: int) -> str | None:
        there = self.graph.has_edge(viewer, other) or (other, viewer) in self.open
        return None if there else "NOT_FOUND"

    def _declineInvitation(self, viewer: int, other: int) -> str | None:
        return None if self.last.get((other, viewer)) in ("OPEN", "DECLINED") else "NOT_FOUND"

    def _withdrawInvitation(self, viewer: int, other: int) -> str | None:
        return None if self.last.get((viewer, other)) in ("OPEN", "WITHDRAWN") else "NOT_FOUND"

    def carry_out(self, viewer: int, other: int, name: str) -> None:
        """Change the model as the mutation does that `allows` does not refuse."""
        one, two = (viewer, other), (other, viewer)
        match name:
            case "sendInvitation" if two in self.open:
                self._connect(two)
            case "sendInvitation":
                self.open.add(one)
                self.last[one] = "OPEN"
            case "acceptInvitation" if two in self.open:
                self._connect(two)
            case "declineInvitation" if two in self.open:
                self._close(two, "DECLINED")
            case "withdrawInvitation" if one in self.open:
                self._close(one, "WITHDRAWN")
            case "removeConnection" if self.graph.has_edge(*one):
                self.graph.remove_edge(*one)
            case "blockMember" if one not in self.blocked_by:
                self.blocked_by.add(one)
                for invited in (one, two):
                    if invited in self.open:
                        self._close(invited, "CANCELLED")
                if self.graph.has_edge(*one):
                    self.graph.remove_edge(*one)
            case "unblockMember":
                self.blocked_by.discard(one)
            case "dismissSuggestion":
                self.dismissed.add(one)
        self.blocks = {frozenset(pair) for pair in self.blocked_by}

    def _connect(self, invited: tuple[int, int]) -> None:
        self._close(invited, "ACCEPTED")
        self.graph.add_edge(*invited)

    def _close(self, invited: tuple[int, int], status: str) -> None:
        self.open.discard(invited)
        self.last[invited] = status

    def suggestible(self, viewer: int) -> set[int]:
        """Who may be suggested at all."""
        return {
            other
            for other in self.members
            if other != viewer
            and self.sees(viewer, other)
            and self.visibility(other) != "PRIVATE"
            and not self.graph.has_edge(viewer, other)
            and not {(viewer, other), (other, viewer)} & self.open
            and (viewer, other) not in self.dismissed
        }


NAMES = (
    "sendInvitation",
    "acceptInvitation",
    "declineInvitation",
    "withdrawInvitation",
    "removeConnection",
    "blockMember",
    "unblockMember",
    "dismissSuggestion",
)
LIKELY = st.sampled_from(NAMES[:2] * 4 + NAMES)


class Ties(RuleBasedStateMachine):
    """Runs in a thread of its own; the servers' loop is `loop`."""

    loop: asyncio.AbstractEventLoop
    client: Client
    load: LoadWorld
    redis_url: str
    number = 0

    def wait(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    @initialize()
    def begin(self) -> None:
        self.wait(self.load(town()))
        self.expected = Expected()

    @rule(viewer=MEMBERS, other=MEMBERS, name=LIKELY, again=st.booleans())
    def mutation(self, viewer: int, other: int, name: str, again: bool) -> None:
        self.wait(self._mutation(viewer, other, name, again))

    @rule(one=MEMBERS, other=MEMBERS, name=LIKELY)
    def two_at_once(self, one: int, other: int, name: str) -> None:
        """Both sides do the same at the same moment: as if one had been first."""
        self.wait(self._two_at_once(one, other, name))

    @rule()
    def redis_loses_everything(self) -> None:
        self.wait(self._wipe())

    def teardown(self) -> None:
        self.wait(self._all())

    async def _ask(self, viewer: int, other: int, name: str, key: str) -> str | None:
        """Send a mutation; the code of its refusal."""
        query = f"mutation($id: ID!) {{{name}(memberId: $id) {{errors {{code}}}}}}"
        headers = {"Idempotency-Key": key}
        answer = (await self.client.post(viewer, query, {"id": member_id(other)}, headers)).json()
        assert "errors" not in answer, answer
        errors = answer["data"][name]["errors"]
        return str(errors[0]["code"]) if errors else None

    async def _mutation(self, viewer: int, other: int, name: str, again: bool) -> None:
        type(self).number += 1
        key = f"k{self.number}"
        wanted = self.expected.allows(viewer, other, name)
        assert await self._ask(viewer, other, name, key) == wanted
        if wanted is None:
            self.expected.carry_out(viewer, other, name)
            if again:
                assert await self._ask(viewer, other, name, key) is None
        await self._both_sides(viewer, other)

    async def _two_at_once(self, one: int, other: int, name: str) -> None:
        type(self).number += 1
        keys = f"a{self.number}", f"b{self.number}"
        found = await asyncio.gather(
            self._ask(one, other, name, keys[0]), self._ask(other, one, name, keys[1])
        )
        orders = []
        for first, second in ((0, 1), (1, 0)):
            sides = ((one, other), (other, one))
            trial = self._copy()
            codes: list[str | None] = [None, None]
            for which in (first, second):
                codes[which] = trial.allows(*sides[which], name)
                if codes[which] is None:
                    trial.carry_out(*sides[which], name)
            orders.append((codes, trial))
        fitting = [trial for codes, trial in orders if codes == list(found)]
        assert fitting, (found, [codes for codes, _ in orders])
        states = []
        for trial in fitting:
            self.expected = trial
            try:
                await self._both_sides(one, other)
            except AssertionError as error:
                states.append(error)
            else:
                return
        raise states[0]

    def _copy(self) -> Expected:
        old, new = self.expected, Expected()
        new.graph = old.graph.copy()
        new.blocks, new.blocked_by = set(old.blocks), set(old.blocked_by)
        new.open, new.last, new.dismissed = set(old.open), dict(old.last), set(old.dismissed)
        return new

    async def _wipe(self) -> None:
        async with Redis.from_url(self.redis_url) as redis:
            await redis.flushall()
            await redis.client_kill_filter(_type="normal", skipme=True)

    async def _both_sides(self, one: int, other: int) -> None:
        await self._look(one, other)
        await self._look(other, one)

    async def _look(self, viewer: int, other: int) -> None:
        model, ids = self.expected, list(range(1, COUNT + 1))
        data = await self.client.data(
            viewer, READS, ids=[member_id(id_) for id_ in ids], other=member_id(other)
        )
        assert data["degrees"] == [model.degree(viewer, id_) for id_ in ids]
        if not model.sees(viewer, other):
            assert data["member"] is None
        else:
            mutual = model.mutual(viewer, other)
            assert data["member"]["degree"] == model.degree(viewer, other)
            assert data["member"]["mutualConnectionCount"] == len(mutual)
            assert numbers(data["member"]["mutualConnections"]) == mutual
            paths = {tuple(numbers_of(p["members"])) for p in data["member"]["paths"]}
            assert paths == model.paths(viewer, other)
        shown = data["viewer"]
        suggested = set(others(shown["peopleYouMayKnow"]))
        assert suggested <= model.suggestible(viewer)
        near = {id_ for id_ in ids if model.degree(viewer, id_) == 2}
        assert near & model.suggestible(viewer) <= suggested
        sees = {id_ for id_ in ids if model.sees(viewer, id_)}
        received = {a for a, b in model.open if b == viewer} & sees
        assert set(others(shown["invitationsReceived"])) == received
        assert (
            set(others(shown["invitationsSent"]))
            == {b for a, b in model.open if a == viewer} & sees
        )

    async def _all(self) -> None:
        if hasattr(self, "expected"):
            for viewer in range(1, COUNT + 1):
                await self._look(viewer, viewer % COUNT + 1)
            assert await check(self.load.store.db) == []


def others(connection: dict[str, Any]) -> list[int]:
    """The numbers of the members that the nodes of a list are about."""
    return numbers({"edges": [{"node": e["node"]["member"]} for e in connection["edges"]]})


def numbers_of(members: list[dict[str, Any]]) -> list[int]:
    return numbers({"edges": [{"node": one} for one in members]})


async def test_ties_are_what_the_mutations_say(
    unlimited: Client, load_world: LoadWorld, servers: Settings, store: Store
) -> None:
    machine = type("Machine", (Ties,), {})
    machine.loop, machine.client = asyncio.get_running_loop(), unlimited  # type: ignore[attr-defined]
    machine.load, machine.redis_url = load_world, servers.redis_url  # type: ignore[attr-defined]
    runs = settings(max_examples=times(3, 500), stateful_step_count=times(12, 30))
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=runs)


PAIRS, CLIENTS = times(20, 2_000), 8


async def test_clients_who_do_everything_at_once_leave_one_edge_or_none(
    unlimited: Client, load_world: LoadWorld, store: Store
) -> None:
    world = World()
    world.members(*(f"Member {n}" for n in range(1, 2 * PAIRS + 1)))
    await load_world(world)
    slots = asyncio.Semaphore(24)

    async def one(viewer: int, other: int, name: str) -> None:
        query = f"mutation($id: ID!) {{{name}(memberId: $id) {{errors {{code}}}}}}"
        async with slots:
            answer = (await unlimited.post(viewer, query, {"id": member_id(other)})).json()
        assert "errors" not in answer, answer
        codes = {error["code"] for error in answer["data"][name]["errors"]}
        assert codes <= {"NOT_FOUND", "CONFLICT"}, codes

    async def pair(number: int) -> None:
        sides = ((2 * number - 1, 2 * number), (2 * number, 2 * number - 1))
        names = ("sendInvitation", "acceptInvitation", "sendInvitation", "blockMember")
        last = 4 if number % 3 == 0 else 3  # only every third pair ends in a block
        await asyncio.gather(
            *(one(*sides[c % 2], names[(c // 2 + number) % last]) for c in range(CLIENTS))
        )

    for start in range(1, PAIRS + 1, 100):
        await asyncio.gather(*(pair(n) for n in range(start, min(start + 100, PAIRS + 1))))
    assert await check(store.db) == []


@pytest.fixture(autouse=True)
async def _empty_afterwards(load_world: LoadWorld) -> Any:
    yield
    await load_world.clear()
