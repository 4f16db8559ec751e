"""Processes of the endpoint are renewed under load, and no request fails."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2
import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.auth import Tokens
from resolvers.serving import Server, bound
from resolvers.sockets import PROTOCOL
from tests.command import command
from tests.conftest import SOAK, LoadWorld, times
from tests.working import until
from tests.worlds.chain import network

CLIENTS = 8


@dataclass(slots=True)
class Load:
    """Clients that ask one thing after another, each over connections that it keeps."""

    address: str
    token: str
    answered: int = 0
    failed: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self._ask()) for _ in range(CLIENTS)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def more(self, count: int = 100) -> None:
        """Wait until so many more were answered."""
        wanted = self.answered + count

        async def enough() -> bool:
            return self.answered >= wanted or bool(self.failed)

        await until(enough)

    async def _ask(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        body = {"query": "{viewer {member {id}}}"}
        async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
            while True:
                try:
                    answer = await http.post(f"{self.address}/graphql", json=body)
                    if answer.status_code != 200 or "errors" in answer.json():
                        self.failed.append(answer.text)
                    self.answered += 1
                except httpx2.HTTPError as error:
                    self.failed.append(repr(error))


def load(settings: Settings, listener: tuple[str, int]) -> Load:
    token = Tokens.load(settings).issue(1, "member", timedelta(hours=1), now=datetime.now(UTC))
    return Load(f"http://{listener[0]}:{listener[1]}", token)


async def started(
    settings: Settings, store: Store, listener: socket.socket, drain_s: float = 0.0
) -> tuple[Server, asyncio.Task[None]]:
    """A server of the real application on the shared socket."""
    server = Server(create_app(settings, store), drain_s=drain_s)
    own = socket.socket(fileno=os.dup(listener.fileno()))
    task = asyncio.create_task(server._serve([own]))

    async def there() -> bool:
        return server.started

    await until(there)
    return server, task


async def test_no_request_fails_while_one_process_takes_over_from_another(
    servers: Settings, store: Store, load_world: LoadWorld
) -> None:
    await load_world(network())
    free = servers.model_copy(update={"port": 0, "limits": "off"})
    with bound(free) as listener:
        asking = load(free, listener.getsockname())
        old, ending = await started(free, store, listener)
        async with asking.running():
            for _ in range(times(1, 5)):
                await asking.more()
                new, running = await started(free, store, listener)
                old.should_exit = True
                await asking.more()
                await asyncio.wait_for(ending, 30)
                before = new.server_state.total_requests
                await asking.more()
                assert new.server_state.total_requests > before
                old, ending = new, running
        assert asking.failed == []
        old.should_exit = True
        await ending


def test_a_connection_sends_at_once(servers: Settings) -> None:
    with bound(servers.model_copy(update={"port": 0})) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_a_process_that_ends_says_so_to_balancers_clients_and_websockets(
    servers: Settings, store: Store
) -> None:
    free = servers.model_copy(update={"port": 0})
    with bound(free) as listener:
        server, ending = await started(free, store, listener, drain_s=1.0)
        host, port = listener.getsockname()
        async with (
            httpx2.AsyncClient(base_url=f"http://{host}:{port}") as http,
            connect(f"ws://{host}:{port}/graphql", subprotocols=[PROTOCOL]) as ws,  # type: ignore[list-item]
        ):
            first = await http.get("/health/ready")
            assert "connection" not in first.headers
            server.should_exit = True

            async def told() -> bool:
                return (await http.get("/health/ready")).json().get("process") == "ends"

            await until(told)
            last = await http.get("/health/ready")  # on a new connection
            assert (last.status_code, last.headers["connection"]) == (503, "close")
            with pytest.raises(ConnectionClosed) as closed:
                await ws.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012
            await ending


if SOAK:  # six starts of the product

    async def test_the_processes_of_serve_are_renewed_under_load(
        servers: Settings, load_world: LoadWorld
    ) -> None:
        await load_world(network())
        data = str(servers.data)
        arguments = ("serve", "--processes", "2", "--port", "0", "--limits", "off", "--data", data)
        with command(*arguments) as serving:
            said = await asyncio.to_thread(serving.said, r"serve on (\S+):(\d+); SIGHUP renews")
            asking = load(servers, (said[1], int(said[2])))
            async with asking.running():
                for time in range(2):
                    await asking.more(500)
                    os.kill(serving.process.pid, signal.SIGHUP)
                    pattern = r"(?s)(all processes are new.*){" + str(time + 1) + "}"
                    await asyncio.to_thread(serving.said, pattern)
                await asking.more(500)
            async with httpx2.AsyncClient() as http:
                metrics = (await http.get(f"{asking.address}/metrics")).text
            counted = re.search(r'requests_total{path="/graphql",status="200"} (\d+)', metrics)
            assert counted is not None
            assert int(counted[1]) >= asking.answered  # of all that serve or served
            print(orjson.dumps({"answered": asking.answered, "failed": asking.failed}).decode())
            assert asking.failed == []
            serving.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(serving.ended, 40) == 0
