"""The endpoint as a client sees it: requests with a token, answers as data or as errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.auth import Tokens
from resolvers.ids import global_id, parse


class Client:
    """Speaks to the real application, without a socket between."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._tokens = Tokens.load(settings)
        transport = httpx2.ASGITransport(app=create_app(settings, store))
        self.http = httpx2.AsyncClient(transport=transport, base_url="http://proconnect.test")

    async def post(
        self,
        viewer: int | None,
        query: str,
        variables: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        role: str = "member",
    ) -> httpx2.Response:
        """The response to one operation of `viewer`, who has a role."""
        headers = dict(headers or {})
        if viewer is not None:
            token = self._tokens.issue(viewer, role, timedelta(hours=1), now=datetime.now(UTC))
            headers["Authorization"] = f"Bearer {token}"
        body = {"query": query, "variables": variables or {}}
        return await self.http.post("/graphql", json=body, headers=headers)

    async def data(self, viewer: int | None, query: str, **variables: Any) -> Any:
        """The data of an operation that must succeed."""
        response = await self.post(viewer, query, variables)
        answer = response.json()
        assert response.status_code == 200, answer
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def error(self, viewer: int | None, query: str, **variables: Any) -> str:
        """The code of the one error of an operation that must fail."""
        answer = (await self.post(viewer, query, variables)).json()
        (error,) = answer["errors"]
        return str(error["extensions"]["code"])


def codes(answer: dict[str, Any]) -> set[str]:
    """The codes of the errors of an answer."""
    return {str(error["extensions"]["code"]) for error in answer.get("errors", [])}


def member_id(number: int) -> str:
    """The global id of a member."""
    return global_id("Member", number)


def number(node: dict[str, Any]) -> int:
    """The number in the global id of a node."""
    return int(parse(node["id"])[1])


def numbers(connection: dict[str, Any]) -> list[int]:
    """The numbers of the nodes of a connection, in order."""
    return [number(edge["node"]) for edge in connection["edges"]]
