"""Saying something: posts, comments, reactions, and what one does not want to see."""

from __future__ import annotations

from typing import Any

import strawberry

from graph.errors import NotFound
from graph.feed import commenting, posting, preferences
from graph.feed.fanout import show_author
from graph.feed.reacting import react
from graph.model import ReactionKind as ModelReactionKind
from graph.model import ReportReason as ModelReportReason
from graph.model import Visibility as ModelVisibility
from resolvers.context import Info
from resolvers.ids import key_of, parse
from resolvers.lookup import node_by_key
from resolvers.members import Member, member
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals
from resolvers.posts import Comment, Post, comment, post

strawberry.enum(ModelReportReason, name="ReportReason", description="What is complained about.")


@strawberry.type(description="A post after a mutation.")
class PostPayload:
    """`post` is null where it was refused, and where the post is gone."""

    post: Post | None
    errors: list[UserError]


@strawberry.type(description="A comment after a mutation.")
class CommentPayload:
    """`comment` is null where it was refused, and where the comment is gone."""

    comment: Comment | None
    post: Post | None = strawberry.field(description="The post that it is or was on.")
    errors: list[UserError]


@strawberry.type(description="A member after they were muted, or no longer.")
class MutePayload:
    """`member` is null where it was refused."""

    member: Member | None
    errors: list[UserError]


@strawberry.type(description="What became of a report.")
class ReportPayload:
    """`reported` is false where it was refused."""

    reported: bool
    errors: list[UserError]


async def _post(info: Info, id_: int) -> Post | None:
    found = await info.context.loaders.content.post_by_id.load(id_)
    return post(found) if found else None


async def _comment(info: Info, id_: int) -> Comment | None:
    found = await info.context.loaders.content.comment_by_id.load(id_)
    return comment(found) if found else None


@strawberry.type
class PostMutations:
    """The part of Mutation about posts."""

    @strawberry.mutation(
        description="Say something: at most 3,000 characters; with a title an article of at most "
        "120,000 characters of Markdown. PUBLIC if not given. A share of a share leads to the "
        "first post. `@[Name](member id)` mentions a member. At most 10 images. Recruiters may "
        "post for the company that they work for now."
    )
    async def create_post(
        self,
        info: Info,
        text: str,
        visibility: ModelVisibility | None = None,
        shares_post_id: strawberry.ID | None = None,
        title: str | None = None,
        images: list[str] | None = None,
        company_id: strawberry.ID | None = None,
    ) -> PostPayload:
        shown = None
        with refusals(info) as errors:
            shares = key_of("Post", shares_post_id, "sharesPostId") if shares_post_id else None
            company = key_of("Company", company_id, "companyId") if company_id else None
            draft = posting.drafted(
                text,
                title=title,
                images=images or (),
                visibility=visibility,
                shares=shares,
                company=company,
            )
            arguments: dict[str, Any] = {
                "text": text,
                "visibility": draft.visibility.value,
                "sharesPostId": shares,
                "title": title,
                "images": images,
                "companyId": company,
            }
            id_ = await change(info, arguments, lambda write: posting.create(write, draft))
            context = info.context
            await show_author(context.store, context.viewer.member_id, id_, context.now)
            shown = await _post(info, id_)
        return PostPayload(post=shown, errors=errors)

    @strawberry.mutation(
        description="Change one's own post; its author can read what it said. Title and "
        f"visibility stay where they are not given. {IDEMPOTENT}"
    )
    async def edit_post(
        self,
        info: Info,
        id: strawberry.ID,
        text: str,
        title: str | None = None,
        visibility: ModelVisibility | None = None,
    ) -> PostPayload:
        shown = None
        with refusals(info) as errors:
            key = key_of("Post", id)
            arguments = {"id": key, "text": text, "title": title, "visibility": visibility}
            await change(
                info,
                arguments,
                lambda write: posting.edit(write, key, text, title=title, visibility=visibility),
            )
            shown = await _post(info, key)
        return PostPayload(post=shown, errors=errors)

    @strawberry.mutation(description="Take back one's own post. Its shares stay, without it.")
    async def delete_post(self, info: Info, id: strawberry.ID) -> PostPayload:
        with refusals(info) as errors:
            key = key_of("Post", id)
            await change(info, {"id": key}, lambda write: posting.delete(write, key))
        return PostPayload(post=None, errors=errors)

    @strawberry.mutation(
        description="React to a post, with LIKE if no kind is given; another kind takes the place "
        f"of the first. {IDEMPOTENT}"
    )
    async def react(
        self, info: Info, post_id: strawberry.ID, kind: ModelReactionKind | None = None
    ) -> PostPayload:
        return await _react(info, post_id, kind or ModelReactionKind.LIKE)

    @strawberry.mutation(description=f"Take a reaction back. {IDEMPOTENT}")
    async def remove_reaction(self, info: Info, post_id: strawberry.ID) -> PostPayload:
        return await _react(info, post_id, None)


async def _react(info: Info, post_id: str, kind: ModelReactionKind | None) -> PostPayload:
    shown = None
    with refusals(info) as errors:
        key = key_of("Post", post_id, "postId")
        context = info.context
        try:
            found = await react(context.store, context.viewer, key, kind, now=context.now)
        finally:
            context.renew()
        shown = post(found)
    return PostPayload(post=shown, errors=errors)


@strawberry.type
class CommentMutations:
    """The part of Mutation about comments."""

    @strawberry.mutation(
        description="Comment on a post, or reply to a comment on it: at most 3,000 characters. "
        "Replies are at most 40 deep."
    )
    async def comment(
        self,
        info: Info,
        post_id: strawberry.ID,
        text: str,
        reply_to_id: strawberry.ID | None = None,
    ) -> CommentPayload:
        shown = on = None
        with refusals(info) as errors:
            key = key_of("Post", post_id, "postId")
            above = key_of("Comment", reply_to_id, "replyToId") if reply_to_id else None
            id_ = await change(
                info,
                {"postId": key, "text": text, "replyToId": above},
                lambda write: commenting.comment(write, key, text, above),
            )
            shown, on = await _comment(info, id_), await _post(info, key)
        return CommentPayload(comment=shown, post=on, errors=errors)

    @strawberry.mutation(description=f"Change one's own comment. {IDEMPOTENT}")
    async def edit_comment(self, info: Info, id: strawberry.ID, text: str) -> CommentPayload:
        shown = None
        with refusals(info) as errors:
            key = key_of("Comment", id)
            arguments = {"id": key, "text": text}
            await change(info, arguments, lambda write: commenting.edit(write, key, text))
            shown = await _comment(info, key)
        return CommentPayload(comment=shown, post=None, errors=errors)

    @strawberry.mutation(
        description="Take back one's own comment, or one on one's own post, with all replies."
    )
    async def delete_comment(self, info: Info, id: strawberry.ID) -> CommentPayload:
        on = None
        with refusals(info) as errors:
            key = key_of("Comment", id)
            on_id = await change(info, {"id": key}, lambda write: commenting.delete(write, key))
            on = await _post(info, on_id)
        return CommentPayload(comment=None, post=on, errors=errors)


@strawberry.type
class PreferenceMutations:
    """The part of Mutation about what one does not want to see."""

    @strawberry.mutation(description=f"Leave a post out of the viewer's feed. {IDEMPOTENT}")
    async def hide_post(self, info: Info, post_id: strawberry.ID) -> PostPayload:
        return await _marked(info, post_id, preferences.hide)

    @strawberry.mutation(
        description="Leave a post out of the viewer's feed, and what is like it further down. "
        f"{IDEMPOTENT}"
    )
    async def not_interested(self, info: Info, post_id: strawberry.ID) -> PostPayload:
        return await _marked(info, post_id, preferences.not_interested)

    @strawberry.mutation(
        description="Leave a member's posts out of the viewer's feed; they do not learn of it. "
        f"{IDEMPOTENT} At most 1,000."
    )
    async def mute_member(self, info: Info, member_id: strawberry.ID) -> MutePayload:
        return await _muted(info, member_id, preferences.mute)

    @strawberry.mutation(description=f"Let a member's posts come again. {IDEMPOTENT}")
    async def unmute_member(self, info: Info, member_id: strawberry.ID) -> MutePayload:
        return await _muted(info, member_id, preferences.unmute)

    @strawberry.mutation(
        description="Report a member, post or comment to those who run the network. "
        f"{IDEMPOTENT} The note has at most 1,000 characters."
    )
    async def report(
        self,
        info: Info,
        id: strawberry.ID,
        reason: ModelReportReason,
        note: str | None = None,
    ) -> ReportPayload:
        with refusals(info) as errors:
            target = parse(id)
            info.context.viewer.member_id  # noqa: B018, raises without a token
            if await node_by_key(info, target) is None:
                raise NotFound("id: there is nothing to report here", field=("id",))
            arguments = {"id": list(target), "reason": reason.value, "note": note}
            await change(
                info, arguments, lambda write: preferences.report(write, target, reason, note)
            )
        return ReportPayload(reported=not errors, errors=errors)


async def _marked(info: Info, post_id: str, work: Any) -> PostPayload:
    shown = None
    with refusals(info) as errors:
        key = key_of("Post", post_id, "postId")
        await change(info, {"postId": key}, lambda write: work(write, key))
        shown = await _post(info, key)
    return PostPayload(post=shown, errors=errors)


async def _muted(info: Info, member_id: str, work: Any) -> MutePayload:
    found = None
    with refusals(info) as errors:
        key = key_of("Member", member_id, "memberId")
        await change(info, {"memberId": key}, lambda write: work(write, key))
        found = await info.context.loaders.members.card_by_id.load(key)
    return MutePayload(member=member(found) if found else None, errors=errors)
