"""The lock file of jars, and what is accepted as one of its jars."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.embedded import artefacts, lock, repositories
from graph.embedded.lock import Artefact
from graph.errors import DownloadFailed

JAR = b"the bytes of a jar"
DIGEST = hashlib.sha256(JAR).hexdigest()
ONE = Artefact("org.example", "thing", "1.2", "", "jar", DIGEST)


def test_a_lock_names_what_is_pinned() -> None:
    text = f"# comment\n\n{DIGEST} org.example:thing:1.2\n{DIGEST} g:a:1:linux-x86_64\n"
    assert lock.parse(text) == (ONE, Artefact("g", "a", "1", "linux-x86_64", "jar", DIGEST))


def test_path_is_that_of_a_maven_repository() -> None:
    assert str(ONE.path) == "org/example/thing/1.2/thing-1.2.jar"
    native = Artefact("g.h", "a", "1", "linux", "so", DIGEST)
    assert str(native.path) == "g/h/a/1/a-1-linux.so"


@pytest.mark.parametrize(
    "coordinate", ["g:a:1", "g:a:1:linux-x86_64", "g:a:1::zip", "g:a:1:linux:zip"]
)
def test_a_coordinate_reads_back_as_written(coordinate: str) -> None:
    assert [str(found) for found in lock.parse(f"{DIGEST} {coordinate}")] == [coordinate]


@pytest.mark.parametrize(
    "line",
    [
        "org.example:thing:1.2",
        f"{DIGEST[:-1]} org.example:thing:1.2",
        f"{DIGEST} org.example:thing",
        f"{DIGEST} a:b:c:d:e:f",
        f"{DIGEST} org.example:../../thing:1.2",
        f"{DIGEST} org.example:thing:",
    ],
)
def test_a_broken_line_is_refused_by_number(line: str) -> None:
    with pytest.raises(DownloadFailed, match=r"neo4j\.lock, line 2: expected"):
        lock.parse(f"# head\n{line}\n")


def test_an_empty_lock_is_refused() -> None:
    with pytest.raises(DownloadFailed, match="pins nothing"):
        lock.parse("# nothing\n")


def test_the_lock_of_the_product_pins_the_server() -> None:
    pinned = lock.load()
    assert {str(found) for found in pinned} >= {lock.ENDPOINT}
    assert len({found.path for found in pinned}) == len(pinned)
    assert list(pinned) == sorted(pinned)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, ThreadingHTTPServer]]:
    """A Maven repository over HTTP, an empty cache, and a lock that pins `ONE`."""
    root = tmp_path / "repository"
    (root / ONE.path).parent.mkdir(parents=True)
    (root / ONE.path).write_bytes(JAR)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = tmp_path / "jgo.conf"
    address = f"http://127.0.0.1:{server.server_port}"
    config.write_text(
        f"[settings]\nrepo_cache = {tmp_path / 'm2'}\n[repositories]\nours = {address}/\n"
    )
    pins = tmp_path / "neo4j.lock"
    pins.write_text(f"{DIGEST} {ONE}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JGO_CONFIG_FILE", str(config))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(lock, "LOCK_FILE", pins)
    # Only the repository of this test is asked: no test may depend on the network.
    monkeypatch.setattr(repositories, "addresses", lambda: (address,))
    monkeypatch.setattr(artefacts, "_ATTEMPTS", 2)
    yield root, server
    server.shutdown()
    server.server_close()


def _fetch() -> list[Path]:
    return artefacts.jars(lambda line: None)


def test_jars_are_downloaded_once(
    repository: tuple[Path, ThreadingHTTPServer], tmp_path: Path
) -> None:
    root, _ = repository
    place = tmp_path / "cache" / "proconnect" / "maven" / ONE.path
    assert _fetch() == [place]
    assert place.read_bytes() == JAR
    (root / ONE.path).unlink()
    assert _fetch() == [place]


def test_a_damaged_jar_is_fetched_again(repository: tuple[Path, ThreadingHTTPServer]) -> None:
    [place] = _fetch()
    place.write_bytes(b"damaged")
    assert _fetch()[0].read_bytes() == JAR


def test_a_jar_with_another_hash_is_refused(repository: tuple[Path, ThreadingHTTPServer]) -> None:
    root, _ = repository
    (root / ONE.path).write_bytes(b"other")
    with pytest.raises(DownloadFailed, match=r"org\.example:thing:1\.2: its SHA-256 is"):
        _fetch()
    folder = artefacts.cache_folder() / "maven" / ONE.path.parent
    assert list(folder.iterdir()) == []


def test_a_jar_that_is_not_there_is_named(repository: tuple[Path, ThreadingHTTPServer]) -> None:
    root, _ = repository
    (root / ONE.path).unlink()
    with pytest.raises(DownloadFailed, match=r"^org\.example:thing:1\.2: .* status 404$"):
        _fetch()


def test_without_a_network_one_line_says_so(repository: tuple[Path, ThreadingHTTPServer]) -> None:
    _, server = repository
    server.shutdown()
    server.server_close()
    with pytest.raises(DownloadFailed, match=r"is there a network\?$"):
        _fetch()


def test_a_full_disk_is_said(
    repository: tuple[Path, ThreadingHTTPServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DownloadFailed, match="the disk is full"):
        _fetch()


def test_the_users_own_maven_repository_is_used_first(
    repository: tuple[Path, ThreadingHTTPServer], tmp_path: Path
) -> None:
    root, _ = repository
    (root / ONE.path).unlink()
    own = tmp_path / "m2" / ONE.path
    own.parent.mkdir(parents=True)
    own.write_bytes(JAR)
    assert _fetch()[0].read_bytes() == JAR


@pytest.mark.parametrize(
    ("covers", "used"), [("*", True), ("central", True), ("*,!central", False), ("other", False)]
)
def test_a_maven_mirror_of_central_replaces_the_others(
    covers: str, used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".m2").mkdir()
    (tmp_path / ".m2" / "settings.xml").write_text(
        "<settings xmlns='http://maven.apache.org/SETTINGS/1.0.0'><mirrors><mirror>"
        f"<mirrorOf>{covers}</mirrorOf><url>http://mirror.test/maven/</url>"
        "</mirror></mirrors></settings>"
    )
    (tmp_path / "jgo.conf").write_text("[repositories]\nours = http://ours.test/m/\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JGO_CONFIG_FILE", str(tmp_path / "jgo.conf"))
    found = repositories.addresses()
    assert found[0] == ("http://mirror.test/maven" if used else "http://ours.test/m")
    assert (len(found) == 1) is used
