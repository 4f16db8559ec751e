"""Settings: the environment, validated at start; a broken one is one line that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from graph import settings
from graph.errors import BadSetting
from graph.settings import Settings

ROOT = Path(__file__).parents[2]


def variables() -> dict[str, str]:
    """The environment variable of each setting, and its field."""
    fields = Settings.model_fields.items()
    return {field.alias or f"PROCONNECT_{name.upper()}": name for name, field in fields}


def test_an_empty_environment_means_embedded_servers_on_the_loopback_interface() -> None:
    found = settings.load()
    assert (found.host, found.port, found.data) == ("127.0.0.1", 8000, Path(".proconnect"))
    assert (found.neo4j_uri, found.redis_url, found.meilisearch_url) == ("", "", "")
    assert (found.env, found.limits, found.query_timeout_s) == ("development", "on", 5.0)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j+s://graph.example:7687")
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6379/1")
    monkeypatch.setenv("MEILISEARCH_URL", "http://search.example:7700/")
    monkeypatch.setenv("PROCONNECT_PORT", "9000")
    monkeypatch.setenv("PROCONNECT_DATA", "/srv/data")
    found = settings.load()
    assert found.neo4j_uri == "neo4j+s://graph.example:7687"
    assert found.neo4j_password.get_secret_value() == "secret"
    assert found.redis_url == "redis://cache.example:6379/1"
    assert found.meilisearch_url == "http://search.example:7700"
    assert (found.port, found.data) == (9000, Path("/srv/data"))


def test_an_argument_wins_over_the_environment_and_none_is_no_argument(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PROCONNECT_PORT", "9000")
    assert settings.load(port=9001).port == 9001
    assert settings.load(port=None).port == 9000


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "hunter2")
    monkeypatch.setenv("MEILISEARCH_KEY", "hunter2")
    assert "hunter2" not in repr(settings.load())


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEO4J_URI", "bolt://neo4j:hunter2@graph.example"),
        ("NEO4J_URI", "neo4j:hunter2@graph.example"),
        ("REDIS_URL", "ftp://:hunter2@cache.example"),
        ("REDIS_URL", ":/hunter2@cache.example"),
        ("REDIS_URL", "//u:h@hunter2@cache.example/1"),
        ("MEILISEARCH_URL", "ftp://user:/hunter2@search.example"),
    ],
)
def test_a_broken_address_is_shown_without_its_password(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSetting) as caught:
        settings.load()
    assert caught.value.message.startswith(f"{variable}: must ")
    assert "hunter2" not in caught.value.message
    assert "***@" in caught.value.message


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        settings.load().port = 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROCONNECT_PORT", "-1"),
        ("PROCONNECT_PORT", "65536"),
        ("PROCONNECT_PORT", "http"),
        ("PROCONNECT_ENV", "prod"),
        ("PROCONNECT_LIMITS", "none"),
        ("PROCONNECT_LOG_LEVEL", "loud"),
        ("PROCONNECT_QUERY_TIMEOUT_S", "0"),
        ("PROCONNECT_QUERY_TIMEOUT_S", "601"),
        ("PROCONNECT_NEO4J_HEAP_MIB", "255"),
        ("PROCONNECT_NEO4J_PAGE_CACHE_MIB", "63"),
        ("PROCONNECT_NEO4J_POOL_SIZE", "0"),
        ("PROCONNECT_NEO4J_POOL_SIZE", "1001"),
        ("NEO4J_URI", "localhost:7687"),
        ("NEO4J_URI", "http://localhost:7474"),
        ("REDIS_URL", "localhost"),
        ("MEILISEARCH_URL", "ftp://localhost"),
    ],
)
def test_a_broken_setting_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSetting) as caught:
        settings.load()
    assert caught.value.message.startswith(f"{variable}: ")
    assert repr(value) in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROCONNECT_PORT", "0"),
        ("PROCONNECT_PORT", "65535"),
        ("PROCONNECT_QUERY_TIMEOUT_S", "600"),
        ("PROCONNECT_NEO4J_HEAP_MIB", "256"),
        ("PROCONNECT_NEO4J_PAGE_CACHE_MIB", "64"),
        ("PROCONNECT_NEO4J_POOL_SIZE", "1000"),
        ("REDIS_URL", "unix:///run/redis.sock"),
    ],
)
def test_a_setting_at_its_limit_is_accepted(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert str(getattr(settings.load(), variables()[variable])).startswith(value)


def test_production_refuses_what_only_a_laptop_may() -> None:
    with pytest.raises(BadSetting, match="PROCONNECT_LIMITS=off is refused"):
        settings.load(env="production", limits="off")
    with pytest.raises(BadSetting, match="NEO4J_PASSWORD: must be set"):
        settings.load(env="production", neo4j_uri="bolt://graph.example:7687")


def test_the_readme_lists_exactly_these_settings_with_their_defaults() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \| (.*?) \|", readme, re.MULTILINE))
    defaults = {}
    for variable, name in variables().items():
        default = getattr(Settings(), name)
        shown = default.get_secret_value() if "secret" in repr(type(default)).lower() else default
        defaults[variable] = (
            ""
            if shown in ("", None)
            else f"`{shown:g}`"
            if isinstance(shown, float)
            else f"`{shown}`"
        )
    assert listed == defaults, "the table 'Settings' of README.md follows graph/settings.py"
