"""Contacts that the viewer imports, for suggestions."""

from __future__ import annotations

import strawberry

from graph import contacts as domain
from graph.addresses import address_key
from graph.contacts import MAX_A_DAY, MAX_AT_ONCE, MAX_CONTACTS
from resolvers.context import Info
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals


@strawberry.type(description="The viewer's contacts after a mutation.")
class ContactsPayload:
    """Counts only: whether an address belongs to a member is not told."""

    changed: int = strawberry.field(description="How many were added or forgotten.")
    total: int = strawberry.field(description="How many are kept now.")
    errors: list[UserError]


@strawberry.type
class ContactMutations:
    """The part of Mutation about contacts."""

    @strawberry.mutation(
        description="Keep e-mail addresses that the viewer knows, as keyed hashes and never as "
        "text: members found by them are suggested, with the reason CONTACT. At most "
        f"{MAX_AT_ONCE} at once, {MAX_CONTACTS} in all and {MAX_A_DAY} a day. {IDEMPOTENT}"
    )
    async def import_contacts(self, info: Info, addresses: list[str]) -> ContactsPayload:
        answer = {"added": 0, "kept": 0}
        with refusals(info) as errors:
            made = domain.hashed(address_key(info.context.store.settings), addresses)
            answer = await change(
                info, {"contacts": made}, lambda w: domain.import_contacts(w, made)
            )
        return ContactsPayload(changed=answer["added"], total=answer["kept"], errors=errors)

    @strawberry.mutation(description="Forget all contacts that the viewer imported.")
    async def forget_contacts(self, info: Info) -> ContactsPayload:
        answer = {"deleted": 0}
        with refusals(info) as errors:
            answer = await change(info, {}, domain.forget_contacts)
        return ContactsPayload(changed=answer["deleted"], total=0, errors=errors)
