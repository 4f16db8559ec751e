"""Typeahead puts connections first, also where more fit than are fetched, and hides the hidden."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from graph.search.typeahead import typeahead
from graph.store.store import Store
from graph.visibility import Viewer
from tests.conftest import NOW, LoadWorld
from tests.worlds.world import World

STRANGERS, FRIENDS = 300, 240


@pytest.fixture(scope="module")
async def village(load_world: LoadWorld, store: Store) -> SimpleNamespace:
    """Everybody is called Anna. The hub knows 240 with sparse profiles, Ben 3 of them; of the hub's
    connections one is private, one limited; a stranger is private, another has blocked the hub.
    """
    w = World()
    full = {"headline": "Baker", "city": "Berlin", "country": "DE", "industry": "Food"}
    hub, ben = w.member("Hub Huber"), w.member("Ben Bauer")
    for i in range(STRANGERS):
        w.member(f"Anna Stranger{i:03}", **full)
    hidden = w.member("Anna Hidden", profile_visibility="PRIVATE", **full)
    blocker = w.member("Anna Blocker", **full)
    w.block(blocker, hub)
    friends = [w.member(f"Anna Friend{i:03}") for i in range(FRIENDS - 2)]
    friends.append(w.member("Anna Secret", profile_visibility="PRIVATE"))
    friends.append(w.member("Anna Limited", profile_visibility="CONNECTIONS"))
    w.connect(hub, *friends)
    w.connect(ben, *friends[:3])
    await load_world.indexed(w)
    return SimpleNamespace(store=store, hub=hub, ben=ben, hidden=hidden)


async def names(village: SimpleNamespace, viewer: int, prefix: str) -> list[str]:
    found = await typeahead(village.store, Viewer(viewer), prefix, ["member"], 50, now=NOW)
    return [one.text for one in found]


@pytest.mark.parametrize("prefix", ["a", "anna", "anna f"])
async def test_connections_come_before_better_known_strangers(
    village: SimpleNamespace, prefix: str
) -> None:
    of_hub = await names(village, village.hub, prefix)
    assert len(of_hub) == 50
    assert not any("Stranger" in name for name in of_hub)
    of_ben = await names(village, village.ben, prefix)
    assert [name.startswith("Anna Friend00") for name in of_ben[:3]] == [True] * 3


async def test_a_hub_finds_who_shows_only_to_connections(village: SimpleNamespace) -> None:
    assert await names(village, village.hub, "anna sec") == ["Anna Secret"]
    assert await names(village, village.hub, "anna lim") == ["Anna Limited"]
    assert await names(village, village.ben, "anna sec") == []
    assert await names(village, village.ben, "anna lim") == ["Anna Limited"]
    for viewer in (village.hub, village.ben):
        assert await names(village, viewer, "anna hid") == []
    assert await names(village, village.hub, "anna blo") == []
    assert await names(village, village.ben, "anna blo") == ["Anna Blocker"]
