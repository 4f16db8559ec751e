"""The part of the graph's shape that is content: posts, comments, and what is done with them."""

from __future__ import annotations

from graph.model.declaring import CREATED, SINCE, Label, Property, Relationship, id_

CONTENT_LABELS: dict[str, Label] = {
    "Post": Label(
        "What a member says to others.",
        "id",
        {
            "id": id_(),
            "text": Property("STRING", "Plain text; Markdown of an article.", required=True),
            "title": Property("STRING", "Of an article; nothing else has one."),
            "images": Property("LIST<STRING>", "Addresses of images."),
            "links": Property("LIST<STRING>", "Addresses in the text, in its order."),
            "created_at": CREATED,
            "edited_at": Property("DATETIME", "The last edit, UTC."),
            "visibility": Property("STRING", "A Visibility.", required=True),
        },
    ),
    "DeletedPost": Label(
        "What was a Post: kept for disputes, never shown. Its share, tags and mentions are gone.",
        "id",
        {
            "id": id_(),
            "text": Property("STRING", "As it was last.", required=True),
            "title": Property("STRING", "Of an article."),
            "images": Property("LIST<STRING>", "Addresses of images."),
            "links": Property("LIST<STRING>", "Addresses in the text."),
            "created_at": CREATED,
            "edited_at": Property("DATETIME", "The last edit, UTC."),
            "visibility": Property("STRING", "A Visibility.", required=True),
            "deleted_at": Property("DATETIME", "UTC.", required=True),
        },
    ),
    "PostVersion": Label(
        "What a post said before an edit.",
        "id",
        {
            "id": id_(),
            "text": Property("STRING", "As it was.", required=True),
            "title": Property("STRING", "As it was."),
            "replaced_at": Property("DATETIME", "When the edit came, UTC.", required=True),
        },
    ),
    "Comment": Label(
        "An answer to a post.",
        "id",
        {
            "id": id_(),
            "text": Property("STRING", "Plain text.", required=True),
            "created_at": CREATED,
            "edited_at": Property("DATETIME", "The last edit, UTC."),
            "thread": Property(
                "STRING", "post:ID at the top level, else comment:ID: what it answers."
            ),
        },
    ),
    "DeletedComment": Label(
        "What was a Comment, or a reply to one that was deleted: kept for disputes, never shown.",
        "id",
        {
            "id": id_(),
            "text": Property("STRING", "As it was last.", required=True),
            "created_at": CREATED,
            "edited_at": Property("DATETIME", "The last edit, UTC."),
            "deleted_at": Property("DATETIME", "UTC.", required=True),
            "post": Property("INTEGER", "The id of the post that it was on.", required=True),
        },
    ),
    "Report": Label(
        "A member's complaint about a member, a post or a comment.",
        "id",
        {
            "id": id_(),
            "reason": Property("STRING", "A ReportReason.", required=True),
            "note": Property("STRING", "In the member's own words."),
            "created_at": CREATED,
        },
    ),
}

CONTENT_RELATIONSHIPS: dict[str, Relationship] = {
    "MUTED": Relationship("Leave out of my feed.", ("Member",), ("Member",), SINCE),
    "HID": Relationship("Leave out of my feed.", ("Member",), ("Post", "DeletedPost"), SINCE),
    "UNINTERESTED": Relationship(
        "Show me less like it; the post itself is left out.",
        ("Member",),
        ("Post", "DeletedPost"),
        SINCE,
    ),
    "REPORTED": Relationship("Made it.", ("Member",), ("Report",), {}),
    "ABOUT": Relationship(
        "What is complained about.",
        ("Report",),
        ("Member", "Post", "DeletedPost", "Comment", "DeletedComment"),
        {},
    ),
    "POSTED": Relationship("", ("Member",), ("Post", "DeletedPost"), {}),
    "PUBLISHED": Relationship("Somebody posted it for the company.", ("Company",), ("Post",), {}),
    "HAD": Relationship("Before an edit.", ("Post", "DeletedPost"), ("PostVersion",), {}),
    "MENTIONS": Relationship("Its text names them.", ("Post", "Comment"), ("Member",), {}),
    "SHARES": Relationship(
        "A share of a share leads to the first.", ("Post",), ("Post", "DeletedPost"), {}
    ),
    "TAGGED": Relationship("", ("Post",), ("Hashtag",), {}),
    "REACTED": Relationship(
        "",
        ("Member",),
        ("Post", "DeletedPost"),
        {
            "kind": Property("STRING", "A ReactionKind.", required=True),
            "at": Property("DATETIME", "UTC."),
        },
    ),
    "COMMENTED": Relationship("Wrote it.", ("Member",), ("Comment", "DeletedComment"), {}),
    "ON": Relationship("Also of replies.", ("Comment",), ("Post", "DeletedPost"), {}),
    "REPLIES_TO": Relationship("", ("Comment",), ("Comment",), {}),
}
