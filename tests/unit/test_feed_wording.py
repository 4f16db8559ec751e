"""What a text says: hashtags, mentions and addresses, and articles as safe HTML."""

from __future__ import annotations

import pytest

from graph.errors import InvalidInput, LimitExceeded
from graph.feed.posting import drafted
from graph.feed.rendering import rendered
from graph.feed.wording import pictured, titled, worded


def test_hashtags_of_every_script_are_found_and_those_in_addresses_are_not() -> None:
    found = worded("#Café, ＃東京 #हिन्दी #100 a#b https://example.com/#part #café", most=3_000)
    assert found.tags == ("café", "東京", "हिन्दी")


def test_mentions_are_members_by_global_id() -> None:
    text = "@[Ana Diaz](TWVtYmVyOjQy) and @[A job](Sm9iOjE=) and @[Nobody](????????)"
    assert worded(text, most=3_000).mentioned == (42,)


def test_addresses_are_kept_without_what_ends_the_sentence() -> None:
    text = "See https://example.com/a_(b), (HTTP://x.org/?q=1). And https://example.com/a_(b)!"
    assert worded(text, most=3_000).links == ("https://example.com/a_(b)", "HTTP://x.org/?q=1")


def test_a_text_has_its_limit() -> None:
    assert worded("x" * 3_000, most=3_000).text == "x" * 3_000
    with pytest.raises(LimitExceeded):
        worded("x" * 3_001, most=3_000)
    for empty in ("", " \n "):
        with pytest.raises(InvalidInput):
            worded(empty, most=3_000)
        assert worded(empty, most=3_000, may_be_empty=True).text == ""


def test_an_article_may_be_longer_and_a_share_or_an_image_may_stand_alone() -> None:
    assert drafted("x" * 120_000, title="T").title == "T"
    for text, title in (("x" * 120_001, "T"), ("x" * 3_001, None)):
        with pytest.raises(LimitExceeded):
            drafted(text, title=title)
    assert drafted("", shares=1).wording.text == ""
    assert drafted("", images=["https://example.com/a.png"]).wording.text == ""
    for title in (None, "T"):
        with pytest.raises(InvalidInput):
            drafted("", title=title)


def test_titles_and_images_have_their_limits() -> None:
    assert titled("  A   title ") == "A title"
    assert titled(None) is None
    assert titled("x" * 200) == "x" * 200
    with pytest.raises(LimitExceeded):
        titled("x" * 201)
    with pytest.raises(InvalidInput):
        titled(" ")
    assert pictured(["https://example.com/a.png"] * 10) == ["https://example.com/a.png"] * 10
    with pytest.raises(LimitExceeded):
        pictured(["https://example.com/a.png"] * 11)
    for wrong in ("javascript:alert(1)", "a.png", "https://e.com/" + "a" * 2_000, "https://a b"):
        with pytest.raises(InvalidInput):
            pictured([wrong])


def test_an_article_is_shown_as_html_that_can_do_nothing() -> None:
    html = rendered(
        "# Title\n\n**bold** <script>alert(1)</script> [x](javascript:alert(1)) "
        "![y](data:text/html;base64,xx) [good](https://example.com)\n\n| a |\n|---|\n| b |\n"
    )
    assert "<h1>Title</h1>" in html
    assert "<strong>bold</strong>" in html
    assert '<a href="https://example.com">good</a>' in html
    assert "<td>b</td>" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert 'src="data' not in html
