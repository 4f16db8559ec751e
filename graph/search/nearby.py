"""Cities within a radius, found in the index of places: from city to city, along the globe."""

from __future__ import annotations

from math import asin, cos, degrees, radians, sin, sqrt

from graph.errors import InvalidInput
from graph.places.gazetteer import place_key
from graph.search.filters import Near
from graph.store.search.interface import And, Filter, Hit, In, Range, SearchEngine, Sort
from graph.store.search.kinds import MICRO, Kind

EARTH_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance of two points (latitude, longitude), by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (map(radians, point) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


async def near_condition(engine: SearchEngine, near: Near) -> Filter:
    """The condition that `place_id` is one of the cities within the radius.

    Raises InvalidInput where the place is not known.
    """
    named = In("key", (place_key(near.place),))
    found = await engine.search(Kind.PLACE, where=named, sort=Sort("rank"), limit=1)
    if not found.hits or "latitude" not in found.hits[0].numbers:
        raise InvalidInput(f"near: {near.place!r} is no known place", field=("filter", "near"))
    center = _point(found.hits[0])
    box = _box(center, near.radius_km)
    limit = min(engine.max_hits, engine.max_filter_values)
    hits = await engine.search(Kind.PLACE, where=box, sort=Sort("rank"), limit=limit)
    within = [hit for hit in hits.hits if distance_km(center, _point(hit)) <= near.radius_km]
    return In("place_id", tuple(hit.id for hit in within))


def _point(hit: Hit) -> tuple[float, float]:
    return hit.numbers["latitude"] / MICRO, hit.numbers["longitude"] / MICRO


def _box(center: tuple[float, float], radius_km: float) -> Filter:
    """The rectangle of degrees around a circle; all longitudes where it holds a pole or 180°."""
    lat, lon = center
    high = degrees(radius_km / EARTH_KM)
    parts: list[Filter] = [_range("latitude", lat - high, lat + high)]
    widest = max(abs(lat - high), abs(lat + high))
    wide = degrees(radius_km / (EARTH_KM * cos(radians(widest)))) if widest < 89 else 180.0
    if lon - wide >= -180 and lon + wide <= 180:
        parts.append(_range("longitude", lon - wide, lon + wide))
    return And(tuple(parts))


def _range(field: str, low: float, high: float) -> Filter:
    return Range(field, int(low * MICRO) - 1, int(high * MICRO) + 1)
