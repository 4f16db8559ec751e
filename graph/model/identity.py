"""What logging in needs. Neither GraphQL nor the analysts' graph has any of it."""

from __future__ import annotations

from graph.model.declaring import CREATED, Label, Property, Relationship, id_

_ADDRESS_KEY = Property("STRING", "Keyed hash of the address; see graph/addresses.py.", True)
_EXPIRES = Property("DATETIME", "When it ends, UTC.", required=True)

IDENTITY_LABELS: dict[str, Label] = {
    "Account": Label(
        "How a member logs in; the address has been proven.",
        "id",
        {
            "id": id_("The member's."),
            "email": Property("STRING", "As given at sign-up.", required=True),
            "address_key": _ADDRESS_KEY,
            "password": Property("STRING", "Argon2id, in PHC form; none with a provider only."),
            "role": Property("STRING", "A Role.", required=True),
            "created_at": CREATED,
            "totp": Property("STRING", "The secret of the second factor, sealed."),
            "totp_wanted": Property("STRING", "The same before it was confirmed."),
            "totp_step": Property("INTEGER", "The last 30 s whose code was used."),
            "recovery": Property("LIST<STRING>", "SHA-256 of codes that stand for the factor."),
        },
    ),
    "ExternalLogin": Label(
        "Somebody as an OpenID provider knows them; logs into one account.",
        "key",
        {
            "key": Property("STRING", "SHA-256 of issuer and subject.", required=True),
            "issuer": Property("STRING", "The provider's.", required=True),
            "created_at": CREATED,
        },
    ),
    "Session": Label(
        "One login, until it ends; its refresh token changes with every use.",
        "id",
        {
            "id": id_(),
            "family": Property("STRING", "SHA-256 of what all its refresh tokens share.", True),
            "refresh": Property("STRING", "SHA-256 of the one that is valid.", required=True),
            "device": Property("STRING", "What the client calls itself."),
            "network": Property("STRING", "Keyed hash of the network of the login."),
            "created_at": CREATED,
            "used_at": Property("DATETIME", "When it was refreshed last, UTC.", required=True),
            "expires_at": _EXPIRES,
            "ended_at": Property("DATETIME", "When it was revoked, UTC."),
        },
    ),
    "MailProof": Label(
        "A question by mail: is this address yours? Its token is valid once.",
        "id",
        {
            "id": id_(),
            "kind": Property("STRING", "A ProofKind.", required=True),
            "address_key": _ADDRESS_KEY,
            "email": Property("STRING", "Where to ask.", required=True),
            "name": Property("STRING", "Of the member to be."),
            "password": Property("STRING", "Of the account to be; Argon2id."),
            "token": Property("STRING", "SHA-256 of the token that was sent."),
            "mailed_at": Property("DATETIME", "When it was sent, UTC."),
            "taken_at": Property("DATETIME", "When the token was used, UTC."),
            "created_at": CREATED,
            "expires_at": _EXPIRES,
        },
    ),
}

IDENTITY_RELATIONSHIPS: dict[str, Relationship] = {
    "ACCOUNT_OF": Relationship("", ("Account",), ("Member",), {}),
    "LOGS_INTO": Relationship("", ("ExternalLogin",), ("Account",), {}),
    "HAS_SESSION": Relationship("", ("Account",), ("Session",), {}),
}
