"""Articles: Markdown as HTML that is safe to show."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt


@cache
def _renderer() -> MarkdownIt:
    # CommonMark with tables and strikethrough. Raw HTML is shown as text, and an address must be
    # of the schemes that markdown-it accepts: no javascript, vbscript, file or data but images.
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(
        ["table", "strikethrough"]
    )


def rendered(markdown: str) -> str:
    """The HTML of a text in Markdown: no script, no raw HTML, no unsafe address."""
    return str(_renderer().render(markdown))
