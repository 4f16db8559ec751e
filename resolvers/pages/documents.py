"""The README and docs/, rendered for the browser."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight as _highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_PACKAGED = Path(__file__).parent / "docs"
_REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file; `slug` is its address below /docs/."""

    slug: str
    title: str
    path: Path


def documents_root() -> Path:
    """The folder that holds README.md and docs/: inside the wheel, else the repository."""
    return _PACKAGED if _PACKAGED.is_dir() else _REPOSITORY


def list_documents(root: Path) -> tuple[Document, ...]:
    """README.md and every Markdown file below docs/ of `root`; the README first, then by slug."""
    found = []
    readme = root / "README.md"
    if readme.is_file():
        found.append(Document("readme", "Read me first", readme))
    folder = root / "docs"
    for path in sorted(folder.rglob("*.md")):
        slug = path.relative_to(folder).with_suffix("").as_posix().lower()
        found.append(Document(slug, _title(path), path))
    found.sort(key=lambda document: (document.slug != "readme", "/" in document.slug))
    return tuple(found)


def render_document(document: Document, root: Path, documents: tuple[Document, ...]) -> str:
    """The HTML of a document. Raw HTML in it is shown as text.

    Links between the documents lead to their pages; links to files that are not served are
    kept as plain text.
    """
    addresses = {d.path.relative_to(root).as_posix(): f"/docs/{d.slug}" for d in documents}
    addresses["schema.graphql"] = "/schema.graphql"
    base = document.path.relative_to(root).parent.as_posix()
    markdown = MarkdownIt("commonmark", {"html": False, "highlight": _fence}).enable(
        ["table", "strikethrough"]
    )
    tokens = markdown.parse(document.path.read_text(encoding="utf-8"))
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = _relink(token.children, base, addresses)
        elif token.attrGet("style"):
            # The policy of the page forbids style attributes; a class says the same.
            token.attrs["class"] = str(token.attrs.pop("style")).removeprefix("text-align:")
    _anchor_headings(tokens)
    html: str = markdown.renderer.render(tokens, markdown.options, {})
    return html.replace("<table>", '<div class="table" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )


@lru_cache(maxsize=64)
def highlight(text: str, language: str) -> str:
    """`text` as HTML spans with Pygments' short class names; escaped only, if it is unknown."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(text)
    html: str = _highlight(text, lexer, HtmlFormatter(nowrap=True))
    return html.rstrip("\n")


def _fence(text: str, language: str, _attributes: str) -> str:
    return highlight(text, language) if language else ""


def _relink(tokens: list[Token], base: str, addresses: dict[str, str]) -> list[Token]:
    kept: list[Token] = []
    dropped: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            address = _address(str(token.attrGet("href") or ""), base, addresses)
            dropped.append(address is None)
            if address is None:
                continue
            token.attrSet("href", address)
        elif token.type == "link_close" and dropped.pop():
            continue
        kept.append(token)
    return kept


def _address(href: str, base: str, addresses: dict[str, str]) -> str | None:
    parts = urlsplit(href)
    if parts.scheme or href.startswith(("#", "/")):
        return href
    target = addresses.get(posixpath.normpath(posixpath.join(base, parts.path)))
    if target is None:
        return None
    return f"{target}#{parts.fragment}" if parts.fragment else target


def _anchor_headings(tokens: list[Token]) -> None:
    """Gives each heading the id that the usual Markdown hosts give it, so that links keep."""
    seen: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        text = "".join(
            c.content for c in inline.children or [] if c.type in ("text", "code_inline")
        )
        anchor = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        count = seen.get(anchor, 0)
        seen[anchor] = count + 1
        opening.attrSet("id", f"{anchor}-{count}" if count else anchor)


def _title(path: Path) -> str:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            return line.removeprefix("# ").replace("`", "").strip()
    return path.stem.replace("-", " ").capitalize()
