"""How people vary the spelling of a skill's name: rules, and how far each may be trusted.

A rule turns a key (see `graph.skills.taxonomy.skill_key`) or its words into keys that the same
skill might have. A confidence is the share of right answers that the rule gave, rounded, on
spellings that no table held; `proconnect bench skills-quality` measures it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

GENERIC = frozenset(
    """
    addon addons api apis app application applications apps based bot certified client clients
    code coding community component components config configuration core database db desktop dev
    developer developers development distribution docs documentation editor engine example examples
    experience expert extensions file format framework frameworks game gui ide ides implementation
    js lang language languages lib libraries library macro macros markup middleware mod module
    modules mods official os package packages pattern patterns pipeline platform plugin plugins
    program programming programs project projects protocol repo schema scripting scripts
    sdk server service services site skills software solutions stack standard
    syntax system systems technologies technology template templates theme themes toolkit tool
    tools tutorial tutorials ui using utilities utility web webapp website wrapper
    """.split()  # noqa: SIM905
)
"""Words that say of a technology what it is, and not which one, when they follow its name."""

APART = frozenset(("cli", "notebook", "notebooks", "runtime", "spec", "specification"))
"""Words that make another thing of a technology, with a name of its own."""

VENDORS = frozenset(
    """
    adobe aws amazon apache apple atlassian autodesk azure eclipse facebook gnu google hashicorp ibm
    jetbrains meta microsoft mozilla ms nvidia oracle the vanilla valve
    """.split()  # noqa: SIM905
)
"""Makers, and words like them, that people put before a name or leave out."""

_STOP = frozenset(("a", "an", "and", "for", "in", "of", "on", "the", "to", "with"))
_GLUED_TAILS = (
    "programminglanguage", "gameengine", "application", "developer", "framework", "extension",
    "language", "programming", "database", "library", "package", "protocol", "project", "plugin",
    "client", "engine", "script", "server", "editor", "linux", "theme", "lang", "core", "api",
    "app", "css", "cms", "sdk", "ide", "dev", "js", "db", "io", "os",
)  # fmt: skip
_GLUED_HEADS = (
    "hashicorp", "atlassian", "microsoft", "mozilla", "vanilla", "apache", "google", "amazon",
    "adobe", "gnu", "ibm", "lib",
)  # fmt: skip
_SIGNS = (("plusplus", "++"), ("sharp", "#"), ("dotnet", ".net"))

_WORD = re.compile(r"[a-z]+[+#]*|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_VERSION = re.compile(r"(?<=[a-z+#])(?:v|version|rc)?\d[\d.]*[a-z]?$")
_OTHER_VERSIONS = frozenset(("perl6", "vb6", "visualbasic6"))
"""Versions that are known as something else."""
_LETTER_VERSION = re.compile(r"c(?:89|90|95|99|11|17|18|23)")
_BRITISH = (
    ("isation", "ization"), ("ising", "izing"), ("ise", "ize"), ("our", "or"),
    ("modelling", "modeling"), ("labelling", "labeling"), ("programme", "program"),
    ("centre", "center"), ("analyse", "analyze"), ("catalogue", "catalog"), ("defence", "defense"),
)  # fmt: skip
_ENDINGS = re.compile(
    r"(?:izations?|isations?|ations?|ements?|ings?|ors?|ers?|ors?|ed|es|s|e|y|ies)$"
)


def words(text: str) -> list[str]:
    """The words of a text in lower case; camel case and digits part them, + and # stay."""
    return _WORD.findall(_CAMEL.sub(" ", text).lower())


def inflections(key: str) -> Iterator[str]:
    """The key in the singular and the plural, and as written in Britain or America."""
    if len(key) > 4:
        if key.endswith("ies"):
            yield key[:-3] + "y"
        if key.endswith(("ses", "xes", "ches", "shes")):
            yield key[:-2]
        if key.endswith("s") and not key.endswith("ss"):
            yield key[:-1]
        elif key[-1].isalpha() and not key.endswith("s"):
            yield key + "s"
        if key.endswith("y"):
            yield key[:-1] + "ies"
    for british, american in _BRITISH:
        if british in key:
            yield key.replace(british, american)
        elif american in key:
            yield key.replace(american, british)
    if key.startswith("dot") and len(key) > 5:
        yield "." + key[3:]
    if key.startswith("g") and len(key) > 4:
        yield "google" + key[1:]
    for said, sign in _SIGNS:
        if key.endswith(said) and key != said:
            yield key[: -len(said)] + sign


def without_version(key: str) -> str | None:
    """The key less a version at its end: "python3", "php74"; None where there is none."""
    if _LETTER_VERSION.fullmatch(key):
        return "c"
    base = _VERSION.sub("", key)
    return base if base != key and len(base) > 1 and key not in _OTHER_VERSIONS else None


def without_glued(key: str) -> Iterator[str]:
    """The key less a tail or head that is written in one with it: "julialang", "mobxjs"."""
    for tail in _GLUED_TAILS:
        if key.endswith(tail) and len(key) - len(tail) > (0 if tail == "lang" else 2):
            yield key[: -len(tail)]
    for head in _GLUED_HEADS:
        if key.startswith(head) and len(key) - len(head) > 2:
            yield key[len(head) :]


def with_glued(key: str) -> Iterator[str]:
    """The key with what others write in one with it: "ember" for "emberjs"."""
    if len(key) > 2:
        yield from (key + tail for tail in ("js", "lang", "db", "os", "css"))


def bag(parts: list[str]) -> str:
    """The stems of the words, sorted: the same for "unit tests" and "testing of units"."""
    return " ".join(sorted(_stem(part) for part in parts if part not in _STOP))


def _stem(word: str) -> str:
    stem = _ENDINGS.sub("", word)
    return stem if len(stem) > 3 else word


def initials(parts: list[str]) -> Iterator[str]:
    """The first letters of all words, and of those that carry meaning."""
    everything = "".join(part[0] for part in parts)
    meaning = "".join(part[0] for part in parts if part not in _STOP)
    yield everything
    if meaning != everything:
        yield meaning


def numeronym(key: str) -> tuple[str, int, str] | None:
    """First letter, length and last letter that "k8s" stands for; None for other keys."""
    if len(key) > 2 and key[0].isalpha() and key[-1].isalpha() and key[1:-1].isdigit():
        return key[0], int(key[1:-1]) + 2, key[-1]
    return None


def is_typo(written: str, meant: str) -> bool:
    """Whether one slip of a finger lies between two keys of six characters or more.

    One letter missing, added, swapped with its neighbour or (not the last) exchanged; never the
    first letter, and never a digit or sign, which make another name.
    """
    if min(len(written), len(meant)) < 6 or written[0] != meant[0] or written == meant:
        return False
    if len(written) == len(meant):
        at = [i for i, (a, b) in enumerate(zip(written, meant, strict=True)) if a != b]
        if len(at) == 1:
            letters = written[at[0]].isalpha() and meant[at[0]].isalpha()
            return letters and 1 < at[0] < len(meant) - 1
        swapped = len(at) == 2 and at[1] == at[0] + 1
        return swapped and written[at[0]] == meant[at[1]] and written[at[1]] == meant[at[0]]
    short, long = sorted((written, meant), key=len)
    return len(long) == len(short) + 1 and any(
        long[:i] + long[i + 1 :] == short and long[i].isalpha() for i in range(1, len(long))
    )
