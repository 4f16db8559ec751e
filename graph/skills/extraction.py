"""The skills that a free text names: a headline, a description, a résumé."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from graph.skills import taxonomy as packaged
from graph.skills.taxonomy import SkillEntry, Taxonomy, skill_key

MAX_TEXT = 20_000
"""Characters that are read; a longer text is cut."""

_LONGEST = 6
_TOKEN = re.compile(r"[.]?[^\W_][\w'’&/.+#-]*", re.UNICODE)
_BREAK = re.compile(r"[.!?:;]\s|\n|[•|]")
_LIST = re.compile(r"\s*(?:[,;/|&+•·]|\band\b|\bor\b)\s*")

_PLAIN_WORDS = frozenset(
    """
    access ada air alloy angular ant apex arc arch argo assembly astro atom aurora azure
    backbone ballerina bamboo bash basic bazel beam bear bing biome blender bloom boo boost
    bootstrap box brainstorm bridge c caddy cake camel capacitor chapel chef chrome clean click
    closure cobra codeship cold comet compass composer concourse consul crystal cube cucumber cursor
    cypress d dart data delta demo dialog diff digital director discord docker drill dropbox dust e
    eagle earthly eclipse edge elastic electron elements elixir ember emotion enact epic
    epics excel express f factor falcon fantom fast fauna figma fire fish flask flex flink
    flow fluent flux focus forth fusion gatsby gem gherkin ghost gin glide go golo grace
    gradle grails graphite grunt gulp hack handlebars harbour harness harvest haste
    helm hermes hibernate hive hugo hy icon impala ink insomnia io j jade jaguar jasmine
    jenkins jest jet karma kit knockout kong laser lasso latte lean less lex life lift
    linear link liquid logic logo loop lucid lumen lynx m magic mantine maple mason
    master matrix maya max maven meteor mint mirror mist mongoose monkey moon moose motion move
    mule nano neo nest nett next night nim node noir nomad notion oak oberon objective odin opal
    open oracle orange orbit outlook oxygen oz pan passport pharo phoenix pig pike plan
    play plus pod poetry pony pop power prettier prism pro processing project prose pug
    pulsar pure puppet q quantum quartz query racket rack rails rake react reason red redux relay
    remix rest ring robot rollup rome ruby rust s sage salt sanity sass scheme scratch
    script seed self sentry shell shiny signal sinatra sketch slack slim smart snap snowflake
    soap solid solidity source spark spin spring squirrel stan stencil stimulus storm strapi
    stripe stylus swagger swift swing symphony tableau tap tcl teams term terra thrift tower
    track trello turbo turing twig unity unison v vault vector vela velocity visual vite
    volt vue wave web windows word wren x xs yarn zap zen zephyr zeplin zest zig zoom
    """.split()  # noqa: SIM905
)
"""Names of technologies that are also plain words (or letters): they need more than themselves."""

_BEFORE = frozenset(
    """in using with of knowledge experience experienced proficient learn learning know like
    including senior junior lead expert""".split()  # noqa: SIM905
)
_AFTER = frozenset(
    """developer developers engineer engineers programming programmer language framework code
    coding scripting skills experience expert specialist consultant administrator backend
    microservices services applications apps spreadsheets macros""".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill that a text names between two positions (in characters, the end exclusive)."""

    skill: SkillEntry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Found:
    skill: SkillEntry
    start: int
    end: int
    first: int
    last: int
    doubtful: bool


class Extractor:
    """Finds the spellings of a taxonomy in texts; made once, 0.3 s for all of ESCO."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._keys: dict[str, SkillEntry] = {}
        self._names: dict[str, str] = {}
        for skill in taxonomy.skills:
            if skill.kind == "group":
                continue
            for text in (*skill.aliases, skill.name):
                key = skill_key(text)
                if skill.kind == "technology" or " " in text.strip() or text == skill.name:
                    self._keys[key] = skill
                    self._names[key] = text

    def mentions(self, text: str) -> list[Mention]:
        """Each skill that the text names, once, where it first does, in the order of the text.

        The longest spelling wins. A name that is also a plain word ("Go", "Excel", "R") counts
        where it is written as the name is, not merely to begin a sentence, and stands in a list
        with another skill or beside a word such as "using" or "developer".
        """
        text = text[:MAX_TEXT]
        tokens = [
            (m.start(), m.start() + len(m.group().rstrip("'’&/.-"))) for m in _TOKEN.finditer(text)
        ]
        found = list(self._longest(text, tokens))
        kept = [one for at, one in enumerate(found) if self._is_meant(text, tokens, found, at, one)]
        seen: dict[str, Mention] = {}
        for one in kept:
            seen.setdefault(one.skill.id, Mention(one.skill, one.start, one.end))
        return list(seen.values())

    def _longest(self, text: str, tokens: list[tuple[int, int]]) -> Iterator[_Found]:
        at = 0
        while at < len(tokens):
            for last in range(min(at + _LONGEST, len(tokens)) - 1, at - 1, -1):
                start, end = tokens[at][0], tokens[last][1]
                written = text[start:end]
                if _BREAK.search(written):
                    continue
                skill = self._keys.get(skill_key(written))
                if skill is not None:
                    doubtful = last == at and _is_doubtful(written, skill)
                    yield _Found(skill, start, end, at, last, doubtful)
                    at = last
                    break
            at += 1

    def _is_meant(
        self, text: str, tokens: list[tuple[int, int]], found: list[_Found], at: int, one: _Found
    ) -> bool:
        if not one.doubtful:
            return True
        written = text[one.start : one.end]
        if written[:1].islower() and self._names[skill_key(written)][:1].isupper():
            return False
        for other, left, right in (
            (found[at - 1] if at else None, "end", "start"),
            (found[at + 1] if at + 1 < len(found) else None, "start", "end"),
        ):
            if other is not None and not other.doubtful:
                low, high = sorted((getattr(other, left), getattr(one, right)))
                if _LIST.fullmatch(text[low:high]):
                    return True
        before = text[slice(*tokens[one.first - 1])].lower() if one.first else ""
        after = text[slice(*tokens[one.last + 1])].lower() if one.last + 1 < len(tokens) else ""
        near = not _BREAK.search(text[one.end : one.end + 2])
        return (after in _AFTER and near) or (
            before in _BEFORE
            and not _BREAK.search(text[tokens[one.first - 1][1] : one.start])
            and after not in ("to", "for", "from", "into", "on", "with", "beyond", "the")
        )


def _is_doubtful(written: str, skill: SkillEntry) -> bool:
    key = skill_key(written)
    return key in _PLAIN_WORDS or len(key) < 2 or (skill.kind != "technology" and len(key) < 5)


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    """The extractor of the packaged taxonomy, made once per process."""
    return Extractor(packaged.load())
