"""Published documents are asked by their SHA-256; where it is set so, nothing else is answered."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph import documents
from graph.check import check
from graph.errors import OperatorError
from graph.settings import Settings
from graph.store.store import Store
from resolvers.documents import collected
from tests.client import Client, codes
from tests.conftest import LoadWorld
from tests.worlds.chain import ADA, network

ME = "query Me {viewer {member {name}}}"
JOB = "query Job($id: ID!) {job(id: $id) {title}}"
ID = f"sha256:{hashlib.sha256(ME.encode()).hexdigest()}"
HOUR = timedelta(hours=1)
UNKNOWN = "sha256:" + "0" * 64
ANSWER = {"data": {"viewer": {"member": {"name": "Ada"}}}}


@pytest.fixture(scope="module", autouse=True)
async def published(load_world: LoadWorld, store: Store) -> None:
    await load_world(network())
    assert await documents.publish(store.db, [ME, JOB], now=datetime.now(UTC)) == 2
    assert await documents.publish(store.db, [ME, JOB], now=datetime.now(UTC)) == 0
    assert [text for _, text in [one async for one in documents.listed(store.db)]] == sorted(
        [ME, JOB], key=documents.key_of
    )
    assert await check(store.db) == []


@pytest.fixture(scope="module")
def trusting(servers: Settings, store: Store) -> Client:
    return Client(servers.model_copy(update={"documents": "trusted"}), store)


async def sent(client: Client, **body: Any) -> tuple[int, dict[str, Any]]:
    token = client._tokens.issue(ADA, "member", HOUR, now=datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}"}
    answer = await client.http.post("/graphql", json=body, headers=headers)
    return answer.status_code, answer.json()


async def test_a_published_document_is_asked_by_its_id(client: Client, trusting: Client) -> None:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": ID[7:]}}
    for each in (client, trusting):
        assert await sent(each, documentId=ID) == (200, ANSWER)
        assert await sent(each, extensions=persisted) == (200, ANSWER)
        assert await sent(each, query=ME) == (200, ANSWER)
        assert await sent(each, documentId=ID, operationName="Me") == (200, ANSWER)
        by_get = await each.http.get("/graphql", params={"documentId": ID})
        assert by_get.json() == {"data": {"viewer": None}}


async def test_an_unknown_id_is_not_found_and_another_text_not_answered(
    client: Client, trusting: Client
) -> None:
    for each in (client, trusting):
        _, answer = await sent(each, documentId=UNKNOWN)
        assert codes(answer) == {"NOT_FOUND"}
        assert "data" not in answer
    _, answer = await sent(trusting, query=ME + " ")
    assert codes(answer) == {"FORBIDDEN"}
    assert "data" not in answer
    assert (await sent(client, query=ME + " "))[1] == ANSWER


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": "1"}, {"documentId": ID.upper()}, {"documentId": 7}, {"documentId": ""},
        {"documentId": ID, "query": ME}, {"extensions": {"persistedQuery": {"sha256Hash": 7}}},
        {"extensions": {"persistedQuery": 7}}, {},
    ],
    ids=str,
)  # fmt: skip
async def test_what_names_no_document_is_no_request(client: Client, body: dict[str, Any]) -> None:
    status, answer = await sent(client, **body)
    assert (status, codes(answer)) == (400, {"BAD_REQUEST"})


def test_documents_are_collected_from_files_folders_and_manifests(tmp_path: Path) -> None:
    (tmp_path / "app" / "pages").mkdir(parents=True)
    (tmp_path / "app" / "me.graphql").write_text(ME)
    (tmp_path / "app" / "pages" / "job.gql").write_text(JOB)
    (tmp_path / "app" / "notes.txt").write_text("no operation")
    manifest = tmp_path / "persisted.json"
    manifest.write_text('{"1": "query One {viewer {member {id}}}"}')
    found = collected([tmp_path / "app", manifest])
    assert found == [ME, JOB, "query One {viewer {member {id}}}"]
    for text, name in (("query {nothing}", "a.graphql"), ("[]", "b.json"), ("{", "c.json")):
        (tmp_path / name).write_text(text)
        with pytest.raises(OperatorError, match=name):
            collected([tmp_path / name])
