"""Where jars come from: the Maven repositories that jgo and the user's Maven know."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree


def addresses() -> tuple[str, ...]:
    """Base addresses to ask, in order: the user's mirrors, jgo's configuration, jgo's default.

    A mirror of everything or of `central` in Maven's settings.xml replaces all others, as it does
    for Maven itself. Behind a firewall, either file is where the way out is configured.
    """
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    if mirror := _mirror(Path.home() / ".m2" / "settings.xml"):
        return (mirror,)
    configured = GlobalSettings.load().repositories.values()
    default = MavenContext().remote_repos.values()
    return tuple(dict.fromkeys(address.rstrip("/") for address in (*configured, *default)))


def local() -> Path:
    """The user's own Maven repository; jars found there need no download. It may not exist."""
    from jgo.config import GlobalSettings

    return Path(GlobalSettings.load().repo_cache)


def _mirror(file: Path) -> str | None:
    try:
        root = ElementTree.parse(file).getroot()
    except (OSError, ElementTree.ParseError):
        return None
    for mirror in root.iterfind("./{*}mirrors/{*}mirror"):
        covers = (mirror.findtext("{*}mirrorOf") or "").split(",")
        address = (mirror.findtext("{*}url") or "").strip()
        excluded = "!central" in (part.strip() for part in covers)
        if (
            address
            and not excluded
            and any(part.strip() in ("*", "external:*", "central") for part in covers)
        ):
            return os.path.expandvars(address).rstrip("/")
    return None
