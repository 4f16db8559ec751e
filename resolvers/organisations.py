"""Companies, schools and places."""

from __future__ import annotations

import strawberry

from graph.profiles.history import Organisation
from graph.profiles.places import PlaceView
from resolvers.ids import global_id
from resolvers.nodes import Node


@strawberry.type(description="An employer.")
class Company(Node):
    """A company."""

    name: str
    industry: str | None
    size: str | None = strawberry.field(description="Number of employees, or a range of it.")
    domain: str | None = strawberry.field(description="Internet domain.")
    description: str | None
    city: str | None
    country: str | None = strawberry.field(description="ISO 3166 code where known.")


@strawberry.type(description="A place of education.")
class School(Node):
    """A school."""

    name: str
    country: str | None = strawberry.field(description="ISO 3166 code where known.")


@strawberry.type(description="A city.")
class Place(Node):
    """A place."""

    name: str
    country: str | None = strawberry.field(description="ISO 3166 code where known.")
    population: int | None


def place(found: PlaceView) -> Place:
    """Present a place."""
    return Place(
        id=strawberry.ID(global_id("Place", found.id)),
        name=found.name,
        country=found.country,
        population=found.population,
    )


def company(found: Organisation) -> Company:
    """Present a company."""
    return Company(
        id=strawberry.ID(global_id("Company", found.id)),
        name=found.name,
        industry=found.industry,
        size=found.size,
        domain=found.domain,
        description=found.description,
        city=found.city,
        country=found.country,
    )


def school(found: Organisation) -> School:
    """Present a school."""
    return School(
        id=strawberry.ID(global_id("School", found.id)), name=found.name, country=found.country
    )
