"""Vectors of skills: those asked for together are alike, by their kinds too; unknown ones are 0."""

from __future__ import annotations

import random

import numpy as np
import pytest

from graph.jobs.likeness import likeness, likeness_of_many
from graph.skills import deriving
from graph.skills.deriving import DIMENSIONS, skill_vectors
from graph.skills.vectors import NONE, SkillVectors, alike

FIELDS = {
    field: [f"{field} {number}" for number in range(12)] for field in ("care", "code", "cook")
}
KINDS = {"grill": ["cook tools"], "cook 0": ["cook tools"], "cook 1": ["cook tools"]}


def planted() -> SkillVectors:
    """From 300 jobs, each of which asks for five skills of one field and sometimes another's.

    In three dimensions: in as many as there are skills, each would be a thing of its own.
    """
    chance = random.Random(4)
    jobs = []
    for number in range(300):
        field = list(FIELDS)[number % 3]
        skills = chance.sample(FIELDS[field], 5)
        jobs.append(skills + [chance.choice(FIELDS["code"])] * (number % 10 == 0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deriving, "DIMENSIONS", 3)
        ids, values = skill_vectors([list(dict.fromkeys(row)) for row in jobs], KINDS)
    known = np.vstack([values, np.zeros((1, values.shape[1]))]).astype(np.float32)
    return SkillVectors("planted", {id_: at for at, id_ in enumerate(ids)}, known)


def test_skills_of_one_field_are_alike_though_no_job_asks_for_just_these() -> None:
    found = planted()
    own = FIELDS["care"][:4]
    asked = [(skills[4:8], ()) for skills in FIELDS.values()]
    care, code, cook = likeness(found, own, asked)
    assert care > 0.3 > 0.15 > max(code, cook)
    assert likeness_of_many(found, [own, FIELDS["code"][:4]], asked[0])[0] == pytest.approx(care)


def test_a_skill_that_no_job_asks_for_is_what_its_kind_is() -> None:
    found = planted()
    by_kind = likeness(found, ["grill"], [(FIELDS[field][:2], ()) for field in FIELDS])
    assert by_kind[2] > 0.2 > max(by_kind[:2])
    assert likeness(found, ["nobody knows"], [(FIELDS["cook"], ())]) == [0.0]
    assert likeness(found, [], [((), ())]) == [0.0]
    assert likeness(NONE, FIELDS["cook"], [(FIELDS["cook"], ())]) == [0.0]


def test_sums_take_each_skill_in_its_part() -> None:
    values = np.array([[1, 0], [0, 2], [0, 0]], np.float32)
    found = SkillVectors("two", {"a": 0, "b": 1}, values)
    sums = found.sums([["a", "b"], [], ["b", "none"]], [[1.0, 0.5], [], [2.0, 1.0]])
    assert sums.tolist() == [[1, 1], [0, 0], [0, 4]]
    assert found.sums([]).shape == (0, 2)
    opposite = alike(np.array([[1.0, 0.0]]), np.array([[-1.0, 0.0], [3.0, 0.0], [0.0, 0.0]]))
    assert opposite.tolist() == [0.0, 1.0, 0.0]


def test_the_same_jobs_give_the_same_vectors_of_bounded_length() -> None:
    chance = random.Random(5)
    skills = [f"skill {number}" for number in range(400)]
    jobs = [chance.sample(skills, 6) for _ in range(300)]
    ids, first = skill_vectors(jobs, {})
    again, second = skill_vectors(jobs, {})
    assert ids == again
    assert np.array_equal(first, second)
    assert first.shape == (len({one for row in jobs for one in row}), DIMENSIONS)
    assert skill_vectors([], {}) == ([], pytest.approx(np.zeros((0, 0))))
