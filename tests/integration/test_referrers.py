"""As many referrers are read as an operation asks for, and the reasons are the same with any."""

from __future__ import annotations

from typing import Any

import pytest

from tests.client import Client
from tests.conftest import LoadWorld
from tests.worlds.world import World

COLLEAGUES = 23


def office() -> World:
    """Ana (1) bakes; 23 connections of hers work where a baker is wanted."""
    w = World()
    ana = w.member("Ana")
    company = w.company("Bakery")
    for number in range(COLLEAGUES):
        colleague = w.member(f"Colleague {number}")
        w.connect(ana, colleague)
        w.position(colleague, company, "Baker", started="2020-01-01")
    w.skill(ana, "Baking")
    w.job(company, "Baker", skills=("Baking",))
    return w


SHOWN = {
    "referrers {degree}": 20,
    "referrers(first: 1) {degree}": 1,
    "referrers(first: 23) {degree}": 23,
    "referrers(first: $n) {degree}": 22,
    "referrers: referrers(first: 21) {degree} few: referrers(first: 2) {degree}": 21,
    "... on JobMatch {referrers(first: 22) {degree}}": 22,
    "...shown": 21,
    "referrers(first: 0) {degree}": 0,
}


@pytest.mark.parametrize("fields", SHOWN)
@pytest.mark.parametrize("reasons", ["", " reasons {text}"])
async def test_any_number_of_referrers_is_answered(
    client: Client, load_world: LoadWorld, fields: str, reasons: str
) -> None:
    await load_world(office())
    head = "query ($n: Int)" if "$n" in fields else "query"
    query = f"""{head} {{
        viewer {{ recommendedJobs(first: 5) {{ edges {{ node {{ {fields}{reasons}
            job {{ match {{ {fields}{reasons} }} }} }} }} }} }}
    }}"""
    if "shown" in fields:
        query += " fragment shown on JobMatch {referrers(first: 21) {degree}}"
    values = {"n": 22} if "$n" in fields else {}
    answer: dict[str, Any] = (await client.post(1, query, values)).json()
    assert "errors" not in answer, answer
    (edge,) = answer["data"]["viewer"]["recommendedJobs"]["edges"]
    for found in (edge["node"], edge["node"]["job"]["match"]):
        assert len(found["referrers"]) == SHOWN[fields]
        if reasons:
            texts = [one["text"] for one in found["reasons"]]
            assert texts[0] == "You have 1 of the 1 skill"
            assert texts[1].startswith("23 connections work here: Colleague")
