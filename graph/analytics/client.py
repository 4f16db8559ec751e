"""The gateway from a notebook: `graph.analytics.connect(token=…)`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import networkx as nx
import orjson
import pyarrow as pa

from graph import errors
from graph.errors import ProConnectError, Unavailable

_TIMEOUT = httpx2.Timeout(10.0, read=600.0)


def connect(url: str = "http://127.0.0.1:8000", token: str | None = None) -> Connection:
    """A connection to the gateway at `url`.

    `token` is an access token of the role analyst; without it, PROCONNECT_TOKEN of the environment.
    """
    bearer = token or os.environ.get("PROCONNECT_TOKEN", "")
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return Connection(
        httpx2.Client(
            base_url=url, headers={**headers, "Accept-Encoding": "identity"}, timeout=_TIMEOUT
        )
    )


class Connection:
    """Asks the gateway. Every method raises the errors of graph/errors.py, and Unavailable."""

    def __init__(self, http: httpx2.Client) -> None:
        self._http = http

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def rows(self, query: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """All rows, each a mapping from column to value."""
        return list(self.stream(query, **parameters))

    def stream(self, query: str, /, **parameters: Any) -> Iterator[dict[str, Any]]:
        """The rows as they come."""
        with self._asked(query, parameters, "jsonl") as response:
            for line in response.iter_lines():
                row = orjson.loads(line)
                if set(row) == {"error"} and isinstance(row["error"], dict):
                    raise _error(row["error"])
                yield row

    def table(self, query: str, /, **parameters: Any) -> pa.Table:
        """All rows as an Arrow table; `.to_pandas()` makes a data frame of it."""
        with self._asked(query, parameters, "arrow") as response:
            data = b"".join(response.iter_bytes())
        with pa.ipc.open_stream(data) as reader:
            return reader.read_all()

    def to_parquet(self, query: str, path: str | Path, /, **parameters: Any) -> int:
        """Writes the rows to a Parquet file as they come, in little memory; returns its bytes."""
        return self.save(query, path, "parquet", **parameters)

    def save(self, query: str, path: str | Path, format: str, /, **parameters: Any) -> int:
        """Writes the rows to a file in any of the formats; returns its bytes."""
        written = 0
        with self._asked(query, parameters, format) as response, Path(path).open("wb") as file:
            for piece in response.iter_bytes():
                written += file.write(piece)
        return written

    def to_networkx(self, query: str, /, **parameters: Any) -> nx.Graph[Any]:
        """The graph whose edges are the rows: the first two columns are their ends.

        Further columns become attributes of the edge, what is known of a node its attributes.
        """
        made: nx.Graph[Any] = nx.Graph()
        with self._asked(query, parameters, "jsonl") as response:
            names = [name for name, _ in orjson.loads(response.headers["x-columns"])]
            if len(names) < 2:
                raise errors.InvalidInput("query: the first two columns are the ends of an edge")
            for line in response.iter_lines():
                row = orjson.loads(line)
                if "error" in row and names[0] not in row:
                    raise _error(row["error"])
                one, other = (_node(made, row[name]) for name in names[:2])
                made.add_edge(one, other, **{name: row[name] for name in names[2:]})
        return made

    def explain(self, query: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """The plan, an operator a row; nothing is run."""
        body = {"query": f"EXPLAIN {query}", "parameters": parameters}
        found: list[dict[str, Any]] = self._json("POST", "/cypher", body)["plan"]
        return found

    def schema(self) -> dict[str, Any]:
        """The analysts' graph: its labels and types, and what may be read of them."""
        found: dict[str, Any] = self._json("GET", "/cypher/schema")
        return found

    def stop_all(self) -> int:
        """Stops every statement of this analyst that runs; returns how many there were."""
        running = self._json("GET", "/cypher")["running"]
        for statement in running:
            self._http.delete(f"/cypher/{statement['id']}")
        return len(running)

    def _json(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        try:
            response = self._http.request(method, path, json=body)
        except httpx2.HTTPError as error:
            raise Unavailable(f"the gateway does not answer: {error}") from None
        found: dict[str, Any] = orjson.loads(response.content)
        if response.status_code != 200:
            raise _refusal(found)
        return found

    @contextmanager
    def _asked(
        self, query: str, parameters: dict[str, Any], format: str
    ) -> Iterator[httpx2.Response]:
        body = {"query": query, "parameters": parameters, "format": format}
        try:
            with self._http.stream("POST", "/cypher", json=body) as response:
                if response.status_code != 200:
                    response.read()
                    raise _refusal(orjson.loads(response.content))
                yield response
        except httpx2.HTTPError as error:
            raise Unavailable(f"the gateway broke off: {error}") from None


def _node(made: nx.Graph[Any], value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    key = value.get("id", value.get("key"))
    made.add_node(key, **value)
    return key


def _refusal(answer: dict[str, Any]) -> ProConnectError:
    found = answer.get("error") or answer["errors"][0]
    return _error({"code": found.get("code", ""), "message": found.get("message", "")})


def _error(found: dict[str, Any]) -> ProConnectError:
    kinds = {
        kind.code: kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, ProConnectError)
    }
    return kinds.get(found["code"], ProConnectError)(found["message"])
