"""What an HTTP request asks, each part of the right type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

_DOCUMENT = re.compile(r"sha256:([0-9a-f]{64})")


class BadRequest(Exception):
    """What was sent is no GraphQL request: the status and a reason for people."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation, as a client sends it."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    extensions: dict[str, Any] | None
    document: str | None = None
    """The SHA-256 of the published document that stands for the query, which is then empty."""


def asked_by_get(parameters: Mapping[str, str]) -> Asked:
    """What stands in the address. Raises BadRequest."""
    given: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        given[name] = _read(given[name].encode()) if given.get(name) else None
    return asked(given)


def asked_by_post(content_type: str | None, body: bytes) -> Asked:
    """What stands in a JSON body. Raises BadRequest, 415 for any other media type."""
    type_, _, parameters = (content_type or "").partition(";")
    if type_.strip().lower() != "application/json":
        raise BadRequest(415, "the body must be application/json")
    charset = parameters.strip().lower()
    if charset.startswith("charset=") and charset[8:].strip("\"' ") not in ("utf-8", "utf8"):
        raise BadRequest(415, "the body must be UTF-8")
    return asked(_read(body))


def asked(given: object) -> Asked:
    """What a decoded request asks. Raises BadRequest."""
    if isinstance(given, list):
        raise BadRequest(400, "several operations in one request are not supported")
    if not isinstance(given, dict):
        raise BadRequest(400, "the body must be a JSON object")
    for name in ("query", "operationName", "documentId"):
        if not isinstance(given.get(name), (str, type(None))):
            raise BadRequest(400, f"{name}: must be a string")
    for name in ("variables", "extensions"):
        if not isinstance(given.get(name), (dict, type(None))):
            raise BadRequest(400, f"{name}: must be an object")
    document = _document(given)
    if not given.get("query") and document is None:
        raise BadRequest(400, "query: is missing")
    if given.get("query") and given.get("documentId"):
        raise BadRequest(400, "documentId: stands in place of query, not beside it")
    return Asked(
        given.get("query") or "",
        given.get("variables"),
        given.get("operationName"),
        given.get("extensions"),
        None if given.get("query") else document,
    )


def _document(given: Mapping[str, Any]) -> str | None:
    """The key of the document that is named, if one is. Raises BadRequest."""
    named = given.get("documentId")
    if named is None:
        persisted = (given.get("extensions") or {}).get("persistedQuery")
        if not isinstance(persisted, dict):
            return None
        named = f"sha256:{persisted.get('sha256Hash')}"
    if not (found := _DOCUMENT.fullmatch(named)):
        raise BadRequest(400, "documentId: must be 'sha256:' and 64 hexadecimal digits")
    return found[1]


def _read(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:  # also for what is not UTF-8 or nested too deep
        raise BadRequest(400, "the request is not JSON in UTF-8") from None
