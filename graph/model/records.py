"""The kinds of nodes that the store keeps for itself: events, keys, migrations, leases."""

from __future__ import annotations

from graph.model.declaring import CREATED, Label, Property, id_, name_

RECORDS: dict[str, Label] = {
    "OutboxEvent": Label(
        "What the consumers will be told, written with what it tells of.",
        "id",
        {
            "id": id_(),
            "pending": Property("INTEGER", "The id, until the stream has it."),
            "kind": Property("STRING", "noun.verb, as in connection.created.", required=True),
            "key": Property("STRING", "What it is about.", required=True),
            "payload": Property("STRING", "JSON.", required=True),
            "created_at": CREATED,
        },
    ),
    "Idempotency": Label(
        "What was answered to a request, for 24 hours.",
        "key",
        {
            "key": Property("STRING", '"member:key of the client".', required=True),
            "fingerprint": Property("STRING", "SHA-256 of what was asked.", required=True),
            "result": Property("STRING", "JSON."),
            "created_at": CREATED,
        },
    ),
    "TrustedDocument": Label(
        "An operation that clients published.",
        "key",
        {
            "key": Property("STRING", "SHA-256 of the text.", required=True),
            "text": Property("STRING", "GraphQL.", required=True),
            "created_at": CREATED,
        },
    ),
    "Migration": Label(
        "A migration that has run.",
        "version",
        {
            "version": id_("Its number."),
            "name": name_(),
            "checksum": Property("STRING", "SHA-256 of its text.", required=True),
            "applied_at": CREATED,
        },
    ),
    "Import": Label(
        "How far the import of the world came; there is one, named world.",
        "name",
        {
            "name": name_(),
            "state": Property("STRING", "loading or done.", required=True),
            "owner": Property("STRING", "A random name of the import."),
            "until": Property("DATETIME", "Loading: dead after this without renewal. UTC."),
            "started_at": Property("DATETIME", "UTC."),
            "finished_at": Property("DATETIME", "UTC."),
        },
    ),
    "SkillVectors": Label(
        "What skills mean beside each other, derived from the jobs; there is one, named skills.",
        "name",
        {
            "name": name_(),
            "version": Property("STRING", "SHA-256 of the vectors.", required=True),
            "jobs": Property("INTEGER", "How many there were.", required=True),
            "derived_at": Property("DATETIME", "UTC.", required=True),
            "ids": Property("LIST<STRING>", "Of the skills.", required=True),
            "vectors": Property("BYTES", "float32, for each skill as many.", required=True),
        },
    ),
    "Lease": Label(
        "Who may do something alone, and until when.",
        "name",
        {
            "name": name_(),
            "owner": Property("STRING", "A random name of the process.", required=True),
            "until": Property("DATETIME", "UTC.", required=True),
        },
    ),
}
