"""The demo world as files of the import format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from graph.places import gazetteer as places
from graph.skills import taxonomy
from graph.world.demo import roles as kinds
from graph.world.demo import sources
from graph.world.demo import ties as tie_graph
from graph.world.demo.abilities import write_abilities, write_endorsements
from graph.world.demo.answers import write_comments, write_reactions
from graph.world.demo.careers import seats, write_careers
from graph.world.demo.jobs import write_jobs
from graph.world.demo.network import write_blocks, write_connections, write_follows, write_views
from graph.world.demo.people import VIEWER_ID, make, settle
from graph.world.demo.posts import write_posts
from graph.world.demo.profiles import Authors, write_companies, write_members
from graph.world.demo.studies import write_studies

__all__ = ["VIEWER_ID", "write"]


def _quiet(_: str) -> None:
    pass


def write(
    folder: Path, *, now: datetime, seed: int = 1, say: Callable[[str], None] = _quiet
) -> None:
    """Writes the CSV files of the demo world into `folder`, which is made where it is missing.

    The newest of them happened minutes before `now` (aware). The same `now` and `seed` give the
    same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    moment = int(now.timestamp())
    say("Demo world: reading its sources")
    vocabulary, gazetteer = taxonomy.load(), places.load()
    market, ties = sources.market(), tie_graph.load()
    skillset = kinds.Skillset(vocabulary)
    roles = kinds.load(vocabulary, market, skillset)
    verbs = {
        skill.name
        for skill in vocabulary.skills
        if skill.kind == "skill" and skill.name[:1].islower()
    }
    say(f"Demo world: {ties.count:,} members and their careers")
    people = make(ties, roles, seed, moment)
    write_companies(folder, market)
    careers = write_careers(folder, ties, people, market, roles, seed, moment)
    studies = write_studies(folder, ties, people, roles, seed, moment)
    wanted = seats(people, careers, market, gazetteer, seed)
    homes = settle(ties, people, wanted, gazetteer, seed)
    known = {skill.name for skill in vocabulary.skills}
    say("Demo world: what they studied and can do")
    abilities = write_abilities(folder, ties, people, roles, known, seed)
    authors = Authors(people, homes, careers, studies, abilities, market, roles, verbs)
    write_members(folder, authors, seed)
    say(f"Demo world: {len(ties.low):,} connections, follows and endorsements")
    write_connections(folder, ties, people, seed, moment)
    write_endorsements(folder, ties, abilities, seed)
    write_follows(folder, ties, people, careers, roles, seed)
    write_blocks(folder, ties, seed)
    write_views(folder, ties, people, seed, moment)
    say("Demo world: vacancies")
    write_jobs(folder, market, roles, vocabulary, skillset, seed, moment)
    say("Demo world: posts")
    posts = write_posts(folder, ties, authors, seed, moment)
    say("Demo world: comments")
    write_comments(folder, ties, people, posts, seed, moment)
    say("Demo world: reactions")
    write_reactions(folder, ties, people, posts, seed, moment)
