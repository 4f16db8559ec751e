"""The packaged vocabulary as nodes and relationships, and the canonical form of what rows name."""

from __future__ import annotations

from graph.errors import ImportFailed
from graph.places.gazetteer import Gazetteer, place_key
from graph.skills import taxonomy as skills_taxonomy
from graph.skills.taxonomy import Taxonomy, skill_key
from graph.world import parts as form
from graph.world.parts import NodePart, Parts
from graph.world.problems import Refused

OWN_PLACE = 2**40
"""The first id of a place that the gazetteer does not know; GeoNames ids are far below."""


def _skill(parts: Parts) -> NodePart:
    return parts.node("Skill", columns="id name kind verified aliases")


def _alias(parts: Parts) -> NodePart:
    return parts.node("SkillAlias", columns="key")


def write_taxonomy(taxonomy: Taxonomy, parts: Parts) -> None:
    """Every skill, spelling and occupation with what links them."""
    skill, alias = _skill(parts), _alias(parts)
    alias_of = parts.link("SkillAlias", "ALIAS_OF", "Skill")
    broader = parts.link("Skill", "BROADER", "Skill")
    related = parts.link("Skill", "RELATED", "Skill")
    leads_to: dict[str, str] = {}
    for entry in taxonomy.skills:
        skill.write(entry.id, entry.name, entry.kind, "true", form.listed(entry.aliases))
        leads_to.update((skill_key(text), entry.id) for text in entry.aliases)
        for other in dict.fromkeys(entry.broader):
            broader.write(entry.id, other)
        for other in dict.fromkeys(entry.related):
            if entry.id < other or not _relates(taxonomy, other, entry.id):
                related.write(entry.id, other)
    # As in Taxonomy.find, a name goes before an alias.
    leads_to.update((skill_key(entry.name), entry.id) for entry in taxonomy.skills)
    for key, id in leads_to.items():
        alias.write(key)
        alias_of.write(key, id)
    _write_occupations(taxonomy, parts)


def _relates(taxonomy: Taxonomy, one: str, other: str) -> bool:
    entry = taxonomy.by_id(one)
    return entry is not None and other in entry.related


def _write_occupations(taxonomy: Taxonomy, parts: Parts) -> None:
    occupation = parts.node("Occupation", columns="id title alternative_titles")
    needs = parts.link("Occupation", "NEEDS", "Skill", columns="essential")
    for entry in taxonomy.occupations:
        occupation.write(entry.id, entry.title, form.listed(entry.alternative_titles))
        essential = dict.fromkeys(entry.essential, "true")
        optional = dict.fromkeys((*entry.optional, *entry.technologies), "false")
        for skill, flag in (optional | essential).items():
            needs.write(entry.id, skill, flag)


class Skills:
    """Canonical skills; unknown ones become nodes of their own, named as first seen."""

    def __init__(self, taxonomy: Taxonomy, parts: Parts) -> None:
        self._taxonomy = taxonomy
        self._skill = _skill(parts)
        self._alias = _alias(parts)
        self._alias_of = parts.link("SkillAlias", "ALIAS_OF", "Skill")
        self._by_text: dict[str, tuple[str, int]] = {}
        self._ordinals: dict[str, int] = {}

    def canonical(self, text: str) -> tuple[str, int]:
        """The id of the skill, and a small number that stands for it within this import."""
        found = self._by_text.get(text)
        if found is None:
            found = self._by_text[text] = self._look_up(text)
        return found

    def _look_up(self, text: str) -> tuple[str, int]:
        entry = self._taxonomy.find(text)
        if entry is not None:
            id = entry.id
        else:
            key = skill_key(text)
            if not key:
                raise Refused("skill", text, "has no letter or digit to know it by")
            id = f"own:{key}"
            if id not in self._ordinals:
                self._skill.write(id, text, None, "false", None)
                self._alias.write(key)
                self._alias_of.write(key, id)
        return id, self._ordinals.setdefault(id, len(self._ordinals))


class Places:
    """Known places; only those that a row names are stored."""

    def __init__(self, gazetteer: Gazetteer, parts: Parts) -> None:
        self._gazetteer = gazetteer
        self._place = parts.node("Place", columns="id name country location population")
        self._found: dict[tuple[str | None, str | None], tuple[int, str | None] | None] = {}
        self._countries: dict[str, str] = {}
        self._stored: set[int] = set()
        self._own: dict[tuple[str, str | None], int] = {}

    def country(self, text: str | None) -> str | None:
        """The ISO 3166 code where known, else the text."""
        if text is None:
            return None
        if text not in self._countries:
            self._countries[text] = self._gazetteer.country_code(text) or text
        return self._countries[text]

    def of(self, city: str | None, country: str | None) -> tuple[int, str | None] | None:
        """Id and point (or None) of the place with this name; None without a city."""
        if city is None:
            return None
        key = (city, country)
        if key not in self._found:
            self._found[key] = self._look_up(city, country)
        return self._found[key]

    def _look_up(self, city: str, country: str | None) -> tuple[int, str | None]:
        place = self._gazetteer.find(city, country)
        if place is None:
            named = (place_key(city) or city, country)
            id = self._own.setdefault(named, OWN_PLACE + len(self._own))
            if id not in self._stored:
                self._stored.add(id)
                self._place.write(id, city, country, None, None)
            return id, None
        at = form.point(place.latitude, place.longitude)
        if place.id not in self._stored:
            self._stored.add(place.id)
            self._place.write(place.id, place.name, place.country, at, place.population)
        return place.id, at


def load_taxonomy() -> Taxonomy:
    """The packaged taxonomy. Raises ImportFailed where the installation lacks its files."""
    try:
        return skills_taxonomy.load()
    except FileNotFoundError as error:
        raise ImportFailed(f"the packaged vocabulary is not there: {error.filename}") from None
