"""A GraphQL client that keeps its connection, and costs little beside what it measures."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson

from graph.settings import Settings
from resolvers.auth import Tokens
from resolvers.ids import global_id
from tests.benchmarks.sample import Item

_TIMEOUT_S = 30.0


class Client:
    """One client of a running `serve`: one connection, a token of each viewer. Not thread-safe."""

    def __init__(self, port: int, tokens: dict[int, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
        self._tokens = tokens

    def asker(
        self, document: str, variables: Callable[[Item], dict[str, Any]]
    ) -> Callable[[Item], Any]:
        """A function that asks `document` for an item. It raises where the answer has errors."""

        def ask(item: Item) -> Any:
            body = orjson.dumps({"query": document, "variables": variables(item)})
            return self.post(body, self._tokens[item.viewer])

        return ask

    def post(self, body: bytes, token: str, more: dict[str, str] | None = None) -> Any:
        """The data of the answer to a GraphQL request with some `more` headers."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        headers |= more or {}
        try:
            status, answer = self._exchange(body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server closes a connection that was idle for some seconds.
            self._connection.close()
            status, answer = self._exchange(body, headers)
        document = orjson.loads(answer)
        if status != 200 or document.get("errors"):
            raise RuntimeError(f"{status} {answer[:300].decode()}")
        return document["data"]

    def _exchange(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            self._connection.request("POST", "/graphql", body, headers)
            response = self._connection.getresponse()
            return response.status, response.read()
        except (http.client.HTTPException, OSError):
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def issue_tokens(settings: Settings, items: list[Item], *, now: Any) -> dict[int, str]:
    """A token of each viewer, who may hire, valid for six hours from `now`."""
    tokens = Tokens.load(settings)
    viewers = {item.viewer for item in items}
    return {id_: tokens.issue(id_, "recruiter", timedelta(hours=6), now=now) for id_ in viewers}


def member_id(id_: int) -> str:
    """The global id of a member."""
    return global_id("Member", id_)
