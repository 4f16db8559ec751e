"""Every setting, read from the environment once and validated at start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import BadSetting


class Settings(BaseSettings):
    """The whole configuration. Frozen; build it with `load`.

    Where `neo4j_uri`, `redis_url` or `meilisearch_url` is empty, the embedded form of that server
    is used, with its files in `data`.
    """

    model_config = SettingsConfigDict(
        env_prefix="PROCONNECT_", frozen=True, extra="ignore", populate_by_name=True
    )

    env: Literal["development", "production"] = "development"
    data: Path = Path(".proconnect")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    processes: int = Field(1, ge=1, le=64)
    """How many of `serve` share the port; from 2 on, SIGHUP renews them one after another."""
    drain_s: float = Field(0.0, ge=0, le=300)
    """How long `serve` still takes connections after SIGTERM, while `ready` says no."""
    limits: Literal["on", "off"] = "on"
    crawl_members: int = Field(5_000, ge=0)
    """Who is shown so many different members within a day is slowed; twice as many: stopped."""
    crawl_lists: int = Field(500, ge=0)
    """The same for members whose connections were listed; 0: not counted."""
    cors_origins: str = ""
    """Origins whose pages may ask from a browser, such as `https://app.example`, with commas."""
    documents: Literal["any", "trusted"] = "any"
    """`trusted`: only operations that were published are answered."""
    executor: Literal["compiled", "plain"] = "compiled"
    """`plain` leaves every operation to graphql-core."""
    concurrency: int = Field(64, ge=1, le=10_000)
    """How many requests one process works on at once; as many wait, the others are refused."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "text"] = "auto"
    """`auto`: JSON in production, else text."""
    traces_url: str = ""
    """An OpenTelemetry collector, such as `http://collector:4318/v1/traces`; empty: no traces."""
    traces_ratio: float = Field(0.1, gt=0, le=1)
    """The part of requests that are traced."""
    metrics_port: int | None = Field(None, ge=0, le=65535)
    """Where a worker shows its metrics; empty: nowhere."""

    token_key_file: Path | None = None
    """PEM of the Ed25519 key that signs tokens; without it, one is made in the data folder."""

    token_old_keys_file: Path | None = None
    """PEM of keys, public or private, that signed before and whose tokens are still accepted."""

    hash_key_file: Path | None = None
    """32 bytes or more that addresses, and viewers in logs, are hashed with; without it, made."""

    openid_file: Path | None = None
    """JSON: the OpenID providers that members may log in with; see docs/operations.md."""

    invitations_a_week: int = Field(100, ge=1, le=100_000)
    max_connections: int = Field(30_000, ge=1, le=1_000_000)

    neo4j_uri: str = Field("", alias="NEO4J_URI")
    neo4j_user: str = Field("neo4j", alias="NEO4J_USER")
    neo4j_password: SecretStr = Field(SecretStr(""), alias="NEO4J_PASSWORD")
    neo4j_database: str = Field("neo4j", alias="NEO4J_DATABASE")
    neo4j_pool_size: int = Field(50, ge=1, le=1000)
    neo4j_heap_mib: int | None = Field(None, ge=256)
    neo4j_page_cache_mib: int | None = Field(None, ge=64)
    query_timeout_s: float = Field(5.0, gt=0, le=600)

    feed_audience: int = Field(10_000, ge=0, le=100_000)
    """Posts with at most so many readers go into their feeds; others are merged on read."""

    feed_entries: int = Field(1_000, ge=200, le=10_000)
    """Posts that a feed in Redis keeps."""

    feed_discoveries: float = Field(0.2, ge=0, le=0.9)
    """The part of a ranked feed that comes from outside of the member's network."""
    analyst_key_file: Path | None = None
    """32 bytes or more that pseudonyms are made with; without it, made in the data folder."""
    analyst_ties: Literal["pseudonyms", "groups"] = "pseudonyms"
    """'groups': analysts never get rows of single members, not even as pseudonyms."""
    analyst_slots: int = Field(2, ge=1, le=64)
    """Statements of analysts that a process runs at a time; the others are refused."""
    analyst_timeout_s: float = Field(30.0, gt=0, le=3600)
    analyst_rows: int = Field(1_000_000, ge=1, le=10_000_000)
    """The most rows of one result."""
    analyst_work: int = Field(50_000_000, gt=0)
    """The most rows that all operators of a plan may be estimated to make, in sum."""

    public_url: str = ""
    """Where members reach the product, for links in mails; empty: the host and port."""
    smtp_url: SecretStr = SecretStr("")
    """`smtp://user:password@host:587`, `smtps://…`, `smtp+plain://…` without encryption."""
    mail_from: str = "ProConnect <proconnect@localhost>"

    redis_url: str = Field("", alias="REDIS_URL")
    meilisearch_url: str = Field("", alias="MEILISEARCH_URL")
    meilisearch_key: SecretStr = Field(SecretStr(""), alias="MEILISEARCH_KEY")

    @property
    def logs_json(self) -> bool:
        """Whether logs are JSON."""
        return self.log_format == "json" or (self.log_format == "auto" and self.env == "production")

    @property
    def mail_url(self) -> str:
        """What links in mails begin with."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins in `cors_origins`."""
        return tuple(one.strip() for one in self.cors_origins.split(",") if one.strip())

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, text: str) -> str:
        for origin in filter(None, (one.strip() for one in text.split(","))):
            if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+", origin):
                raise ValueError(f"{origin} is not an origin such as https://app.example")
        return text

    @field_validator("neo4j_uri")
    @classmethod
    def _bolt_scheme(cls, uri: str) -> str:
        schemes = ("bolt", "neo4j", "bolt+s", "neo4j+s", "bolt+ssc", "neo4j+ssc")
        if uri and uri.partition("://")[0] not in schemes:
            raise ValueError(f"must start with one of {', '.join(schemes)} and ://")
        if "@" in uri:
            raise ValueError("must not hold a password: set NEO4J_USER and NEO4J_PASSWORD")
        return uri

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, url: str) -> str:
        if url and url.partition("://")[0] not in ("redis", "rediss", "unix"):
            raise ValueError("must start with redis://, rediss:// or unix://")
        return url

    @field_validator("smtp_url")
    @classmethod
    def _smtp_scheme(cls, url: SecretStr) -> SecretStr:
        text = url.get_secret_value()
        if text and not re.match(r"(smtp|smtps|smtp\+plain)://[^/]", text):
            raise ValueError("must start with smtp://, smtps:// or smtp+plain:// and a host")
        return url

    @field_validator("meilisearch_url", "public_url", "traces_url")
    @classmethod
    def _http_scheme(cls, url: str) -> str:
        if url and url.partition("://")[0] not in ("http", "https"):
            raise ValueError("must start with http:// or https://")
        return url.rstrip("/")


def load(**overrides: object) -> Settings:
    """The settings of this process: the environment, then `overrides` that are not None.

    Raises BadSetting, in one line that names the setting, what it was and what is accepted.
    """
    try:
        settings = Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        variable = name if name.isupper() else f"PROCONNECT_{name.upper()}"
        reason = first["msg"].removeprefix("Value error, ")
        raise BadSetting(f"{variable}: {reason} (got {_shown(first['input'])})") from None
    if settings.env == "production":
        _check_production(settings)
    return settings


def _shown(value: object) -> str:
    """The value without the user and password of an address."""
    return re.sub(r"^('(?:[^/]*//)?).*@", r"\1***@", repr(value))


def _check_production(settings: Settings) -> None:
    if settings.limits == "off":
        raise BadSetting("PROCONNECT_LIMITS=off is refused where PROCONNECT_ENV=production")
    if settings.neo4j_uri and not settings.neo4j_password.get_secret_value():
        raise BadSetting("NEO4J_PASSWORD: must be set where PROCONNECT_ENV=production")
