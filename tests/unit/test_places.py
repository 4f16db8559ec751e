"""The packaged gazetteer: cities by any usual name, countries by code or name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.places import gazetteer as places
from graph.places.gazetteer import Place, place_key

LONDON = 2643743
NEW_YORK = 5128581
MUNICH = 2867714


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("São Paulo", "saopaulo"),
        ("Aix-en-Provence", "aixenprovence"),
        ("St. Louis", "saintlouis"),
        ("Saint Louis", "saintlouis"),
        ("St", "st"),
        ("Ft Worth", "fortworth"),
        ("Łódź", "lodz"),
        ("Tromsø", "tromso"),
        ("İstanbul", "istanbul"),
        ("Gießen", "giessen"),
        ("'s-Hertogenbosch", "shertogenbosch"),
        ("東京", "東京"),
        (" . ", ""),
        ("", ""),
    ],
)
def test_key_folds_case_accents_and_punctuation(name: str, key: str) -> None:
    assert place_key(name) == key


@settings(deadline=None)
@given(st.text(max_size=40))
def test_key_has_no_spaces_and_no_text_breaks_a_search(name: str) -> None:
    assert " " not in place_key(name)
    places.load().find(name)
    places.load().find(name, "France")
    places.load().country_code(name)


@pytest.mark.parametrize(
    ("city", "country", "expected"),
    [
        ("London", None, LONDON),
        ("london", "gb", LONDON),
        ("LONDON", "England", LONDON),
        ("London, UK", None, LONDON),
        ("London", "Canada", 6058560),
        ("London, Ontario", None, 6058560),
        ("New York", None, NEW_YORK),
        ("New York City", "US", NEW_YORK),
        ("NYC", "United States", NEW_YORK),
        ("New York, NY", "USA", NEW_YORK),
        ("Munich", None, MUNICH),
        ("München", "DE", MUNICH),
        ("Muenchen", "Germany", MUNICH),
        ("munchen", "Deutschland", MUNICH),
        ("Sao Paulo", "Brazil", 3448439),
        ("Roma", None, 3169070),
        ("Bangalore", "India", 1277333),
        ("Islamabad", None, 1176615),
        ("Porto", None, 2735943),
        ("Vienna", None, 2761369),
        ("Vienna", "US", 4791160),
        ("Paris", None, 2988507),
        ("Paris, TX", None, 4717560),
        ("Paris, Texas, USA", None, 4717560),
        ("Paris, France", "FR", 2988507),
        ("Springfield, IL", "US", 4250542),
        ("Washington, DC", None, 4140963),
        ("Toronto, CA", None, 6167865),
        ("St Louis", "US", 4407066),
    ],
)
def test_city_is_found_by_any_usual_name(city: str, country: str | None, expected: int) -> None:
    found = places.load().find(city, country)
    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize(
    ("city", "country"),
    [
        ("London", "Atlantis"),
        ("Munich", "Japan"),
        ("Nowhere at all", None),
        ("Paris, France", "Germany"),
        ("", None),
        ("", "US"),
        (",", None),
    ],
)
def test_nothing_is_found_where_nothing_fits(city: str, country: str | None) -> None:
    assert places.load().find(city, country) is None


def test_an_empty_country_is_no_country() -> None:
    found = places.load().find("London", " ")
    assert found is not None
    assert found.id == LONDON


def test_a_place_says_where_it_is_and_how_large() -> None:
    assert places.load().by_id(MUNICH) == Place(
        MUNICH, "Munich", "DE", 48.13743, 11.57549, 1505005, "02"
    )
    assert places.load().by_id(-1) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        ("deu", "DE"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("United Kingdom", "GB"),
        ("Scotland", "GB"),
        ("usa", "US"),
        ("United States of America", "US"),
        ("The Netherlands", "NL"),
        ("South Korea", "KR"),
        ("Türkiye", "TR"),
        ("Czech Republic", "CZ"),
        ("Cote d'Ivoire", "CI"),
        ("XX", None),
        ("", None),
    ],
)
def test_country_is_known_by_code_and_name(text: str, code: str | None) -> None:
    assert places.load().country_code(text) == code


def test_all_cities_and_countries_are_there_once() -> None:
    gazetteer = places.load()
    assert len(gazetteer.cities) == 34_006
    assert len({place.id for place in gazetteer.cities}) == 34_006
    assert len(gazetteer.countries) == 252
    assert {place.country for place in gazetteer.cities} <= set(gazetteer.countries)
    populations = [place.population for place in gazetteer.cities]
    assert populations == sorted(populations, reverse=True)
    for place in gazetteer.cities:
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
        if place_key(place.name):
            namesake = gazetteer.find(place.name, place.country)
            assert namesake is not None


def test_every_large_city_but_new_delhi_is_found_by_its_own_name_alone() -> None:
    gazetteer = places.load()
    lost = []
    for place in gazetteer.cities:
        found = gazetteer.find(place.name)
        if place.population > 200_000 and (
            found is None or place_key(found.name) != place_key(place.name)
        ):
            lost.append(place.name)
    assert lost == ["New Delhi"]
