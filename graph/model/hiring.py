"""What recruiters keep of whom they consider. Neither members nor the analysts' graph see it."""

from __future__ import annotations

from graph.model.declaring import CREATED, Label, Property, Relationship, id_, name_

HIRING_LABELS: dict[str, Label] = {
    "Project": Label(
        "Members whom the recruiters of a company consider, in stages.",
        "id",
        {
            "id": id_(),
            "name": name_(),
            "stages": Property("LIST<STRING>", "Their names, the first one first.", required=True),
            "created_by": id_("The member who made it."),
            "created_at": CREATED,
        },
    ),
    "Prospect": Label(
        "A member in a project; there is at most one of a pair, by a key.",
        "key",
        {
            "key": Property("STRING", '"project:member".', required=True),
            "project_id": id_("In which."),
            "member_id": id_("Who."),
            "stage": Property("STRING", "One of the project's.", required=True),
            "rank": Property("STRING", "Fractional index: the order in the stage.", required=True),
            "tags": Property("LIST<STRING>", "In the order of their letters; empty: none."),
            "added_by": id_("The member who added them."),
            "created_at": CREATED,
        },
    ),
    "ProspectNote": Label(
        "What a recruiter notes of somebody in a project.",
        "id",
        {
            "id": id_(),
            "author_id": id_("Who wrote it."),
            "text": Property("STRING", "Plain text.", required=True),
            "created_at": CREATED,
        },
    ),
    "HiringView": Label(
        "What a recruiter was shown of members, or took away; never changed.",
        "id",
        {
            "id": id_(),
            "kind": Property("STRING", "A HiringViewKind.", required=True),
            "actor_id": id_("The member who looked."),
            "company_id": id_("By the seat at which."),
            "job_id": Property("INTEGER", "Beside which job."),
            "project_id": Property("INTEGER", "In which project."),
            "members": Property("LIST<INTEGER>", "Who was shown.", required=True),
            "created_at": CREATED,
        },
    ),
}

HIRING_RELATIONSHIPS: dict[str, Relationship] = {
    "RUNS": Relationship("Whose it is.", ("Company",), ("Project",), {}),
    "HIRES_FOR": Relationship("The job to fill.", ("Project",), ("Job",), {}),
    "LISTS": Relationship("Who is in it.", ("Project",), ("Prospect",), {}),
    "CONSIDERS": Relationship("Who it is.", ("Prospect",), ("Member",), {}),
    "NOTED": Relationship("A note of them.", ("Prospect",), ("ProspectNote",), {}),
}
