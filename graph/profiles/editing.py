"""A member edits their own profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.errors import InvalidInput, NotFound
from graph.model import Visibility
from graph.mutations import Write
from graph.places import gazetteer
from graph.places.gazetteer import Place

LINES = {"name": 200, "headline": 500, "industry": 200, "city": 200, "country": 200}
"""Fields of one line, and their longest; white space is collapsed."""

MAX_SUMMARY = 10_000
CONNECTIONS_VISIBILITIES = ("SELF", "CONNECTIONS", "PUBLIC")

Given = Mapping[str, Any]
"""The fields to change, by their name in the graph; None clears."""


async def update_profile(write: Write, given: Given) -> dict[str, int]:
    """Change the fields of the viewer's profile that are `given`, and no others.

    Where city or country changes, the home follows: the city of the gazetteer that fits both, or
    none. Raises InvalidInput, naming the field, and NotFound where the member is no more.
    """
    viewer_id = write.viewer.member_id
    if viewer_id not in await write.lock_members([viewer_id]):
        raise NotFound("your member is no more")
    changed = {name: _CHECKS[name](name, value) for name, value in given.items()}
    if {"city", "country"} & changed.keys():
        row = await write.row("profiles/read_home", viewer=viewer_id)
        city, country = row or (None, None)
        await _move(write, changed, changed.get("city", city), changed.get("country", country))
    await write.rows("profiles/update_member", viewer=viewer_id, changed=changed)
    if "profile_visibility" in changed:
        private = changed["profile_visibility"] == Visibility.PRIVATE
        await write.rows("profiles/set_private", viewer=viewer_id, private=private)
    if changed:
        write.emit("member.changed", str(viewer_id), member=viewer_id)
    return {"member": viewer_id}


async def _move(
    write: Write, changed: dict[str, Any], city: str | None, country: str | None
) -> None:
    known = gazetteer.load()
    if country is not None and (code := known.country_code(country)):
        country = code
    changed["country"] = country
    found = known.find(city, country) if city else None
    await write.rows("profiles/delete_home", viewer=write.viewer.member_id)
    if found is None:
        await write.rows("profiles/clear_location", viewer=write.viewer.member_id)
    else:
        await write.rows("profiles/create_home", viewer=write.viewer.member_id, **_columns(found))


def _columns(place: Place) -> dict[str, Any]:
    return {
        "place": place.id,
        "name": place.name,
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "population": place.population,
    }


def _line(name: str, value: Any) -> str | None:
    text = " ".join(str(value).split()) if value is not None else ""
    if len(text) > LINES[name]:
        raise _wrong(name, f"{len(text)} characters are more than {LINES[name]}")
    return text or None


def checked_name(text: str) -> str:
    """The name of a member to be, in one line. Raises InvalidInput."""
    try:
        return _name("name", text)
    except InvalidInput as error:
        raise InvalidInput(error.message.removeprefix("input."), field=("name",)) from None


def _name(name: str, value: Any) -> str:
    text = _line(name, value)
    if text is None:
        raise _wrong(name, "must not be empty")
    return text


def _summary(name: str, value: Any) -> str | None:
    text = str(value).strip() if value is not None else ""
    if len(text) > MAX_SUMMARY:
        raise _wrong(name, f"{len(text)} characters are more than {MAX_SUMMARY}")
    return text or None


def _visibility(name: str, value: Any) -> str:
    return str(Visibility(value or Visibility.PUBLIC))


def _connections(name: str, value: Any) -> str | None:
    if value is not None and value not in CONNECTIONS_VISIBILITIES:
        raise _wrong(name, f"{value!r} is none of {', '.join(CONNECTIONS_VISIBILITIES)}")
    return str(value) if value else None


def _choice(name: str, value: Any) -> bool | None:
    return None if value is None else bool(value)


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(LINES, _line),
    "name": _name,
    "summary": _summary,
    "profile_visibility": _visibility,
    "connections_visibility": _connections,
    "introductions": _choice,
    "found_by_address": _choice,
}


def _wrong(name: str, reason: str) -> InvalidInput:
    head, *rest = name.split("_")
    shown = head + "".join(word.capitalize() for word in rest)
    return InvalidInput(f"input.{shown}: {reason}", field=("input", shown))
