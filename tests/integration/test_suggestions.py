"""People you may know: newcomers, reasons, and what sinks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.store.store import Store
from graph.suggestions import impressions
from graph.suggestions.suggest import Suggestion, suggest
from graph.visibility import Viewer
from tests.client import Client, member_id, number
from tests.conftest import LoadWorld
from tests.worlds.newcomers import (
    COLLEAGUES,
    COOPERS,
    MAKER,
    NEIGHBOURS,
    NOBODY,
    PUPIL,
    RESIDENT,
    SCHOOLMATES,
    STRANGERS,
    WORKER,
    friends,
    newcomers,
)

QUERY = """{ viewer { peopleYouMayKnow(first: 10) { edges { node {
    member { id } score reasons { kind text count members { name } }
} } } } }"""

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


async def asked(client: Client, viewer: int) -> list[tuple[int, list[dict[str, Any]]]]:
    """Who is suggested to a viewer, with the reasons."""
    data = await client.data(viewer, QUERY)
    edges = data["viewer"]["peopleYouMayKnow"]["edges"]
    return [(number(e["node"]["member"]), e["node"]["reasons"]) for e in edges]


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [(WORKER, COLLEAGUES), (PUPIL, SCHOOLMATES), (MAKER, COOPERS), (RESIDENT, NEIGHBOURS)],
)
async def test_a_newcomer_with_one_thing_in_common_sees_those_who_have_it_first(
    client: Client, load_world: LoadWorld, viewer: int, expected: tuple[int, ...]
) -> None:
    await load_world(newcomers())
    found = await asked(client, viewer)
    assert sorted(member for member, _ in found[:3]) == list(expected)
    assert all(reasons for _, reasons in found)


async def test_a_newcomer_with_nothing_sees_the_well_connected_of_the_country(
    client: Client, load_world: LoadWorld
) -> None:
    await load_world(newcomers())
    found = await asked(client, NOBODY)
    assert len(found) == 10
    assert {member for member, _ in found} <= set(STRANGERS)
    assert found[0][1][0]["text"] == "Well connected, CH"


async def test_a_reason_names_only_what_the_viewer_may_see(
    client: Client, load_world: LoadWorld
) -> None:
    await load_world(newcomers())
    said = {member: reasons[0]["text"] for member, reasons in await asked(client, WORKER)}
    assert said[COLLEAGUES[0]] == "Both worked at Acme 2019–2021"  # The headline says it anyway.
    assert said[COLLEAGUES[1]] == "Your profiles have something in common"


async def test_reasons_tell_all_that_speaks_for_somebody_the_strongest_first(
    client: Client, load_world: LoadWorld
) -> None:
    await load_world(friends())
    found = dict(await asked(client, 1))
    assert list(found) == [2, 6, 5]
    assert [(r["kind"], r["text"], r["count"]) for r in found[2]] == [
        ("SHARED_CONNECTIONS", "2 shared connections: Cleo and Dan", 2),
        ("SHARED_EMPLOYER", "Both worked at Acme 2019–2021", None),
    ]
    assert [r["kind"] for r in found[6]] == ["MUTUAL_VIEWS", "SHARED_CONNECTIONS"]
    assert [r["text"] for r in found[5]] == ["Follows you"]


async def test_who_is_shown_and_ignored_sinks_and_is_forgiven(
    store: Store, load_world: LoadWorld
) -> None:
    await load_world(friends())

    async def score(at: datetime) -> float:
        return (await shown(at))[0].score

    async def shown(at: datetime) -> list[Suggestion]:
        page = await suggest(store, Viewer(1), 1, None, now=at)
        await impressions.settled()
        return page.items

    first = await score(NOW)
    assert await score(NOW + timedelta(minutes=50)) == first
    second = await score(NOW + timedelta(minutes=70))
    assert second == pytest.approx(first * 0.85, rel=0.01)
    assert first * 0.7 < await score(NOW + timedelta(minutes=140)) < second
    assert await score(NOW + timedelta(days=300)) == pytest.approx(first, rel=0.01)


@pytest.mark.parametrize("mutation", ["dismissSuggestion", "sendInvitation"])
async def test_whom_the_viewer_dismissed_or_invited_is_not_suggested(
    client: Client, load_world: LoadWorld, mutation: str
) -> None:
    await load_world(friends())
    write = f"mutation ($id: ID!) {{ {mutation}(memberId: $id) {{ errors {{ message }} }} }}"
    assert (await client.data(1, write, id=member_id(2)))[mutation]["errors"] == []
    assert [member for member, _ in await asked(client, 1)] == [6, 5]
    back = [member for member, _ in await asked(client, 2)]
    assert (1 in back) == (mutation == "dismissSuggestion")
