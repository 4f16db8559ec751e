"""Posts, comments, reactions and preferences over the endpoint: each change, refusal and limit."""

from __future__ import annotations

from typing import Any

import pytest

from graph.check import check
from graph.feed.reacting import flush
from graph.store.store import Store
from resolvers.ids import global_id
from tests.client import Client, member_id, number, numbers
from tests.conftest import LoadWorld
from tests.worlds.world import World

ANA, BEN, CLO, EVE = 1, 2, 3, 4
POST = (
    "post { id text title html images links visibility reactionCount commentCount shareCount "
    "viewerReaction sharedPost { id } author { id } company { id } versions { text title } }"
)
ERRORS = "errors { code message field }"


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    """Ana, Ben and Clo are connected in a row; Eve is PRIVATE and alone. Ben works at Acme."""
    world = World()
    world.members("Ana", "Ben", "Clo")
    world.member("Eve", profile_visibility="PRIVATE")
    world.connect(ANA, BEN)
    world.connect(BEN, CLO)
    world.position(BEN, world.company("Acme"), "Recruiter")
    await load_world(world)


async def do(client: Client, viewer: int, name: str, **arguments: Any) -> dict[str, Any]:
    """The payload of a mutation; ids are given as (kind, number), enums as bare words."""
    given = ", ".join(f"{key}: {_literal(value)}" for key, value in arguments.items())
    shown = {
        "comment": f"comment {{ id text }} {POST}",
        "editComment": "comment { id text editedAt }",
        "deleteComment": f"comment {{ id }} {POST}",
        "muteMember": "member { id }",
        "unmuteMember": "member { id }",
        "report": "reported",
    }.get(name, POST)
    query = f"mutation {{ {name}({given}) {{ {shown} {ERRORS} }} }}"
    data = await client.data(viewer, query)
    payload: dict[str, Any] = data[name]
    return payload


def _literal(value: Any) -> str:
    match value:
        case (kind, key):
            return f'"{global_id(kind, key)}"'
        case list():
            return f"[{', '.join(_literal(one) for one in value)}]"
        case str() if value.isupper():
            return value
        case _:
            return (
                '"'
                + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
                + '"'
            )


async def posted(client: Client, viewer: int, text: str, **arguments: Any) -> dict[str, Any]:
    payload = await do(client, viewer, "createPost", text=text, **arguments)
    assert payload["errors"] == []
    post: dict[str, Any] = payload["post"]
    return post


async def refused(client: Client, viewer: int, name: str, **arguments: Any) -> str:
    payload = await do(client, viewer, name, **arguments)
    (error,) = payload.pop("errors")
    assert not any(payload.values())
    return str(error["code"])


def key(node: dict[str, Any]) -> tuple[str, int]:
    return ("Post", number(node))


async def latest(client: Client, viewer: int) -> list[int]:
    query = "{ viewer { feed(mode: LATEST) { edges { node { post { id } } } } } }"
    edges = (await client.data(viewer, query))["viewer"]["feed"]["edges"]
    return [number(edge["node"]["post"]) for edge in edges]


async def seen(client: Client, viewer: int, post: tuple[str, int]) -> dict[str, Any] | None:
    query = f"{{ node(id: {_literal(post)}) {{ ... on {POST.replace('post', 'Post', 1)} }} }}"
    found: dict[str, Any] | None = (await client.data(viewer, query))["node"]
    return found


async def test_a_post_is_said_changed_and_taken_back(client: Client, store: Store) -> None:
    post = await posted(client, ANA, " Hello #World https://example.com/a. ", visibility="PUBLIC")
    assert post["text"] == "Hello #World https://example.com/a."
    assert (post["links"], post["title"], post["html"]) == (["https://example.com/a"], None, None)
    assert await latest(client, ANA) == await latest(client, BEN) == [number(post)]
    assert await latest(client, CLO) == []
    edited = await do(client, ANA, "editPost", id=key(post), text="Goodbye", visibility="PRIVATE")
    assert edited["post"]["versions"] == [{"text": post["text"], "title": None}]
    assert (edited["post"]["text"], edited["post"]["links"]) == ("Goodbye", [])
    assert await latest(client, BEN) == []
    again = await do(client, ANA, "editPost", id=key(post), text="Goodbye")
    assert len(again["post"]["versions"]) == 1
    assert await refused(client, BEN, "editPost", id=key(post), text="Mine") == "NOT_FOUND"
    assert await refused(client, BEN, "deletePost", id=key(post)) == "NOT_FOUND"
    assert (await do(client, ANA, "deletePost", id=key(post)))["errors"] == []
    assert await latest(client, ANA) == []
    assert await seen(client, ANA, key(post)) is None
    assert await refused(client, ANA, "deletePost", id=key(post)) == "NOT_FOUND"
    assert await check(store.db) == []


async def test_an_article_has_a_title_and_safe_html(client: Client) -> None:
    post = await posted(client, ANA, "# Hi\n<script>x</script>" + "y" * 3_000, title="On greetings")
    assert post["title"] == "On greetings"
    assert post["html"].startswith("<h1>Hi</h1>")
    assert "<script" not in post["html"]
    assert await refused(client, ANA, "createPost", text="x" * 3_001) == "LIMIT_EXCEEDED"
    assert await refused(client, ANA, "createPost", text=" ") == "BAD_USER_INPUT"


async def test_a_share_leads_to_the_first_post(client: Client, store: Store) -> None:
    first = await posted(client, ANA, "First")
    share = await posted(client, BEN, "", sharesPostId=key(first))
    second = await posted(client, CLO, "Look", sharesPostId=key(share))
    assert number(share["sharedPost"]) == number(second["sharedPost"]) == number(first)
    found = await seen(client, ANA, key(first))
    assert found is not None
    assert found["shareCount"] == 2
    assert (await do(client, CLO, "deletePost", id=key(second)))["errors"] == []
    found = await seen(client, ANA, key(first))
    assert found is not None
    assert found["shareCount"] == 1
    await do(client, ANA, "deletePost", id=key(first))
    left = await seen(client, BEN, key(share))
    assert left is not None
    assert left["sharedPost"] is None
    hidden = await posted(client, ANA, "For me", visibility="PRIVATE")
    for gone in (first, share, hidden):
        arguments = {"text": "Look", "sharesPostId": key(gone)}
        assert await refused(client, BEN, "createPost", **arguments) == "NOT_FOUND"
    assert await check(store.db) == []


async def test_a_recruiter_posts_for_the_company_they_work_for(client: Client) -> None:
    arguments = {"text": "We are hiring", "companyId": ("Company", 1)}
    assert await refused(client, ANA, "createPost", **arguments) == "FORBIDDEN"
    assert await refused(client, BEN, "createPost", **arguments) == "FORBIDDEN"
    nowhere = {"text": "Us", "companyId": ("Company", 9)}
    assert await refused(client, BEN, "createPost", **nowhere) == "NOT_FOUND"


async def test_a_reaction_counts_once_for_all(client: Client, store: Store) -> None:
    post = await posted(client, BEN, "Like me")
    for viewer, kind, count in (
        (ANA, None, 1),
        (ANA, None, 1),
        (CLO, "LOVE", 2),
        (ANA, "FUNNY", 2),
    ):
        given = {"kind": kind} if kind else {}
        shown = (await do(client, viewer, "react", postId=key(post), **given))["post"]
        assert (shown["reactionCount"], shown["viewerReaction"]) == (count, kind or "LIKE")
        other = await seen(client, BEN, key(post))
        assert other is not None
        assert (other["reactionCount"], other["viewerReaction"]) == (count, None)
    await flush(store)
    assert await check(store.db) == []
    for _ in range(2):
        shown = (await do(client, CLO, "removeReaction", postId=key(post)))["post"]
        assert (shown["reactionCount"], shown["viewerReaction"]) == (1, None)
    await flush(store)
    for wipe in (False, True):
        if wipe:
            await store.feeds._client.flushdb()
        for viewer, kind in ((ANA, "FUNNY"), (CLO, None)):
            found = await seen(client, viewer, key(post))
            assert found is not None
            assert (found["reactionCount"], found["viewerReaction"]) == (1, kind)
    private = await posted(client, BEN, "Mine", visibility="PRIVATE")
    assert await refused(client, ANA, "react", postId=key(private)) == "NOT_FOUND"
    assert await refused(client, ANA, "removeReaction", postId=("Post", 99)) == "NOT_FOUND"


async def test_what_a_reaction_shows_is_the_post_that_everybody_sees(client: Client) -> None:
    original = await posted(client, BEN, "First")
    share = await posted(client, ANA, "Look", sharesPostId=key(original))
    await do(client, CLO, "react", postId=key(original))
    counts = "id reactionCount viewerReaction author { name }"
    asked = f"post {{ {counts} isMine: viewerReaction sharedPost {{ {counts} }} }}"
    query = f"mutation {{ react(postId: {_literal(key(share))}, kind: LOVE) {{ {asked} }} }}"
    assert (await client.data(BEN, query))["react"]["post"] == {
        "id": share["id"],
        "reactionCount": 1,
        "viewerReaction": "LOVE",
        "author": {"name": "Ana"},
        "isMine": "LOVE",
        "sharedPost": {
            "id": original["id"],
            "reactionCount": 1,
            "viewerReaction": None,
            "author": {"name": "Ben"},
        },
    }
    for reacts in (do(client, BEN, "react", postId=key(share), kind="LIKE"),
                   do(client, BEN, "removeReaction", postId=key(share))):  # fmt: skip
        shown = (await reacts)["post"]
        assert shown == await seen(client, BEN, key(share))


async def test_who_must_not_see_a_post_cannot_react_to_it_from_the_next_request_on(
    client: Client,
) -> None:
    post = await posted(client, BEN, "Like me", visibility="PUBLIC")
    assert (await do(client, CLO, "react", postId=key(post)))["errors"] == []
    gone = 99
    await do(client, BEN, "editPost", id=key(post), text="Like me", visibility="CONNECTIONS")
    assert (await do(client, CLO, "react", postId=key(post)))["errors"] == []
    for who in (EVE, gone):
        assert await refused(client, who, "react", postId=key(post)) == "NOT_FOUND"
    block = f'mutation {{ blockMember(memberId: "{member_id(CLO)}") {{ errors {{ code }} }} }}'
    await client.data(BEN, block)
    assert await refused(client, CLO, "react", postId=key(post), kind="LOVE") == "NOT_FOUND"
    assert await refused(client, CLO, "removeReaction", postId=key(post)) == "NOT_FOUND"
    found = await seen(client, BEN, key(post))
    assert found is not None
    assert found["reactionCount"] == 1
    assert (await do(client, ANA, "react", postId=key(post)))["post"]["reactionCount"] == 2
    await do(client, BEN, "deletePost", id=key(post))
    for who in (ANA, BEN):
        assert await refused(client, who, "react", postId=key(post), kind="LOVE") == "NOT_FOUND"


async def test_a_comment_is_said_changed_and_taken_back_with_its_replies(
    client: Client, store: Store
) -> None:
    post = await posted(client, BEN, "Discuss")
    one = (await do(client, ANA, "comment", postId=key(post), text="First"))["comment"]
    above = ("Comment", number(one))
    reply = await do(client, CLO, "comment", postId=key(post), text="Reply", replyToId=above)
    assert reply["post"]["commentCount"] == 2
    edited = await do(client, ANA, "editComment", id=above, text="Better")
    assert edited["comment"]["text"] == "Better"
    assert edited["comment"]["editedAt"] is not None
    below = ("Comment", number(reply["comment"]))
    assert await refused(client, CLO, "deleteComment", id=above) == "NOT_FOUND"
    assert await refused(client, CLO, "editComment", id=above, text="Mine") == "NOT_FOUND"
    gone = await do(client, BEN, "deleteComment", id=above)
    assert gone["post"]["commentCount"] == 0
    assert await refused(client, CLO, "deleteComment", id=below) == "NOT_FOUND"
    listed = "... on Post { comments { edges { node { id } } } }"
    query = f"{{ node(id: {_literal(key(post))}) {{ {listed} }} }}"
    assert numbers((await client.data(ANA, query))["node"]["comments"]) == []
    other = await posted(client, BEN, "Elsewhere")
    there = (await do(client, BEN, "comment", postId=key(other), text="Here"))["comment"]
    wrong = {"postId": key(post), "text": "x", "replyToId": ("Comment", number(there))}
    assert await refused(client, ANA, "comment", **wrong) == "BAD_USER_INPUT"
    missing = wrong | {"replyToId": above}
    assert await refused(client, ANA, "comment", **missing) == "NOT_FOUND"
    assert await refused(client, ANA, "comment", postId=("Post", 9), text="x") == "NOT_FOUND"
    long = {"postId": key(post), "text": "x" * 3_001}
    assert await refused(client, ANA, "comment", **long) == "LIMIT_EXCEEDED"
    assert await check(store.db) == []


async def test_what_a_member_does_not_want_to_see_is_left_out(client: Client, store: Store) -> None:
    one, two, three = [await posted(client, BEN, text) for text in ("One", "Two", "Three")]
    for name, gone in (("hidePost", one), ("notInterested", two)):
        for _ in range(2):
            assert (await do(client, ANA, name, postId=key(gone)))["errors"] == []
    assert await latest(client, ANA) == [number(three)]
    for _ in range(2):
        payload = await do(client, ANA, "muteMember", memberId=("Member", BEN))
        assert payload == {"member": {"id": member_id(BEN)}, "errors": []}
    assert await latest(client, ANA) == []
    await do(client, ANA, "unmuteMember", memberId=("Member", BEN))
    assert await latest(client, ANA) == [number(three)]
    assert await refused(client, ANA, "muteMember", memberId=("Member", EVE)) == "NOT_FOUND"
    assert await refused(client, ANA, "muteMember", memberId=("Member", ANA)) == "BAD_USER_INPUT"
    for target in (key(one), ("Member", BEN)):
        for _ in range(2):
            payload = await do(client, ANA, "report", id=target, reason="SPAM", note="See")
            assert payload == {"reported": True, "errors": []}
    assert await refused(client, ANA, "report", id=("Member", EVE), reason="SPAM") == "NOT_FOUND"
    assert (
        await refused(client, ANA, "report", id=("Company", 1), reason="SPAM") == "BAD_USER_INPUT"
    )
    assert await check(store.db) == []


async def test_nobody_writes_without_a_token(client: Client) -> None:
    mutation = 'mutation { createPost(text: "x") { errors { code } } }'
    assert await client.error(None, mutation) == "UNAUTHENTICATED"
