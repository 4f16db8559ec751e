"""Limits of one request: its size, and the depth, width and length of its operation."""

from __future__ import annotations

from collections.abc import Callable

from strawberry.extensions import (
    AddValidationRules,
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    SchemaExtension,
    ValidationCache,
)

MAX_BODY_BYTES = 1 << 20
MAX_DEPTH = 15
MAX_ALIASES = 30
MAX_TOKENS = 2_000
CACHED_OPERATIONS = 512


def extensions() -> list[Callable[[], SchemaExtension]]:
    """The schema extensions that hold the limits and cache what was parsed and validated.

    The rules are built once: built anew for each request they would be other keys to the cache.
    """
    rules = [
        *QueryDepthLimiter(max_depth=MAX_DEPTH).validation_rules,
        *MaxAliasesLimiter(max_alias_count=MAX_ALIASES).validation_rules,
    ]
    return [
        lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
        lambda: ParserCache(maxsize=CACHED_OPERATIONS),
        lambda: AddValidationRules(rules),
        lambda: ValidationCache(maxsize=CACHED_OPERATIONS),
    ]
