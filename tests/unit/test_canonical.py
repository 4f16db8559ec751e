"""Which skill a text means, and which skills a longer text names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.skills import taxonomy
from graph.skills.canonical import CONFIDENT, MAX_CANDIDATES, Canonicaliser, canonicalise
from graph.skills.extraction import MAX_TEXT, Extractor, extractor
from graph.skills.spelling import is_typo, without_version
from graph.skills.taxonomy import SkillEntry, Taxonomy
from tests.benchmarks import skills_quality


def technology(name: str, *aliases: str) -> SkillEntry:
    return SkillEntry(f"tech:{name}", name, "technology", aliases, (), ())


SMALL = Canonicaliser(
    Taxonomy(
        (
            technology("Symfony"),
            technology("Arch Linux"),
            technology("Julia"),
            technology("PHP"),
            technology("Kubernetes"),
            technology("Lantern One"),
            technology("Lantern Two"),
            technology("Q#"),
            technology("Unit testing"),
        ),
        (),
    )
)


@pytest.mark.parametrize(
    ("text", "name", "rule"),
    [
        ("symfony", "Symfony", "exact"),
        ("Symfonys", "Symfony", "inflection"),
        ("php 8.2", "PHP", "version"),
        ("PHP74", "PHP", "version"),
        ("symfony application", "Symfony", "tail"),
        ("julialang", "Julia", "glued"),
        ("Arch", "Arch Linux", "begun"),
        ("symfony bundle", "Symfony", "led"),
        ("Symfnoy", "Symfony", "typo"),
        ("qsharp", "Q#", "inflection"),
        ("k8s", "Kubernetes", "numeronym"),
        ("tests of units", "Unit testing", "stems"),
    ],
)
def test_each_rule_leads_from_what_people_write_to_the_skill(
    text: str, name: str, rule: str
) -> None:
    found = SMALL.canonicalise(text)
    assert found.skill is not None
    assert (found.skill.name, found.rule) == (name, rule)
    assert CONFIDENT <= found.confidence <= 1.0
    assert found.candidates[0].skill is found.skill


def test_an_ambiguous_text_gives_candidates_and_no_guess() -> None:
    found = SMALL.canonicalise("Lantern")
    assert found.skill is None
    assert [one.skill.name for one in found.candidates] == ["Lantern One", "Lantern Two"]
    assert found.confidence < CONFIDENT
    whole = canonicalise("welding works")
    assert whole.skill is None


@pytest.mark.parametrize("text", ["", "!?", "underwater basket weaving for llamas", "Symf", "123"])
def test_an_unknown_text_means_nothing(text: str) -> None:
    assert SMALL.canonicalise(text).skill is None


@pytest.mark.parametrize(("text", "name"), list(skills_quality.ALWAYS.items()))
def test_everyday_spellings_are_right(text: str, name: str) -> None:
    found = canonicalise(text)
    assert found.skill is not None
    assert found.skill.name == name


@pytest.mark.parametrize("text", ["Java", "java 17", "Java developer", "JAVA SE", "java8", "Javas"])
def test_java_never_becomes_javascript(text: str) -> None:
    found = canonicalise(text)
    assert found.skill is not None
    assert found.skill.name == "Java"


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_every_text_gets_an_answer_that_holds_together(text: str) -> None:
    found = canonicalise(text)
    assert 0.0 <= found.confidence <= 1.0
    assert len(found.candidates) <= MAX_CANDIDATES
    assert found.skill is None or found.skill is found.candidates[0].skill


def test_a_slip_of_a_finger_is_no_other_name() -> None:
    assert is_typo("kubernets", "kubernetes")
    assert is_typo("kuberentes", "kubernetes")
    assert not is_typo("mathematica", "mathematics")
    assert not is_typo("esp8265", "esp8266")
    assert not is_typo("react", "reach")
    assert without_version("python3") == "python"
    assert without_version("c99") == "c"
    assert without_version("perl6") is None
    assert without_version("68000") is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Go developer with Python and PostgreSQL", ["Go", "Python", "PostgreSQL"]),
        ("Go for it! Let's go to the office.", []),
        ("We want people who go further and excel at what they do", []),
        ("React, Node.js and Excel", ["React", "Node.js", "Microsoft Excel"]),
        ("C++ and C# services on AWS", ["C++", "C#", "Amazon Web Services"]),
        ("Java is not JavaScript", ["Java", "JavaScript"]),
        ("experience in machine learning.", ["Machine learning"]),
        ("", []),
    ],
)
def test_a_text_names_skills_and_not_plain_words(text: str, names: list[str]) -> None:
    assert [one.skill.name for one in extractor().mentions(text)] == names


def test_a_mention_says_where_and_only_the_beginning_of_a_long_text_is_read() -> None:
    known = Extractor(Taxonomy((technology("Symfony", "SF"), technology("Symfony UX")), ()))
    (one,) = known.mentions("Symfony UX; that is all")
    assert (one.skill.name, one.start, one.end) == ("Symfony UX", 0, 10)
    assert known.mentions("x " * (MAX_TEXT // 2) + "Symfony") == []
    assert len(known.mentions("Symfony, SF and symfony")) == 1


def test_the_benchmark_hides_what_it_asks_for() -> None:
    whole = taxonomy.load()
    aliases, known = skills_quality.pairs(whole)
    assert known >= 0.6
    hidden = {"golang", "k8s"}
    less = skills_quality.without(whole, hidden)
    assert whole.find("golang") is not None
    assert less.find("golang") is None
    assert less.find("K8s") is None
    assert less.find("Go") is not None
    assert len(aliases) > 1_000
