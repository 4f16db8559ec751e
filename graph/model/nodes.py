"""The kinds of nodes that the network consists of."""

from __future__ import annotations

from graph.model.declaring import CREATED, LOCATION, TEXT_KEY, WAS, Label, Property, id_, name_

_RUN = Property("INTEGER", "The run of `proconnect analytics` that the value comes from.")
_SCORES = {
    "pagerank": Property("FLOAT", "Among the members of the analysts' graph; the sum is 1."),
    "pagerank_version": _RUN,
    "community": Property("INTEGER", "0 is the largest community of the run."),
    "community_version": _RUN,
    "leiden": Property("INTEGER", "As `community`, by the Leiden method: each is connected."),
    "leiden_version": _RUN,
    "component": Property("INTEGER", "0 is the largest connected component."),
    "component_version": _RUN,
    "core": Property("INTEGER", "The largest k of a k-core with the member in it."),
    "core_version": _RUN,
    "clustering": Property("FLOAT", "Share of pairs of connections that are connected."),
    "clustering_version": _RUN,
    "betweenness": Property("FLOAT", "Share of shortest paths that lead through the member."),
    "betweenness_version": _RUN,
}

NODES: dict[str, Label] = {
    "Member": Label(
        "A person with a profile.",
        "id",
        {
            "id": id_(),
            "name": name_(),
            "headline": Property("STRING", "One line under the name."),
            "summary": Property("STRING", "The person in their own words."),
            "industry": Property("STRING", "As people write it."),
            "city": Property("STRING", "As the member wrote it; LIVES_IN is the known place."),
            "country": Property("STRING", "ISO 3166 code where known, else as written."),
            "location": LOCATION,
            "profile_visibility": Property("STRING", "A Visibility.", required=True),
            "connections_visibility": Property(
                "STRING", "SELF, CONNECTIONS (also when empty) or PUBLIC: who may list them."
            ),
            "introductions": Property("BOOLEAN", "False: never an intermediary. Empty means true."),
            "open_to_work": Property("BOOLEAN", "Wants to be found for jobs. Empty means false."),
            "private_browsing": Property(
                "BOOLEAN", "True: views profiles unseen, and sees no visits."
            ),
            "email": Property("STRING", "Never shown to others."),
            "address_key": Property("STRING", "Keyed hash of the address; see graph/contacts.py."),
            "found_by_address": Property(
                "BOOLEAN", "False: contacts with the address do not find them. Empty means true."
            ),
            "contacts_day": Property("DATE", "When contacts were imported last."),
            "contacts_added": Property("INTEGER", "How many that day, also the forgotten."),
            "created_at": CREATED,
            **_SCORES,
        },
    ),
    "Private": Label(
        "Second label of each Member whose profile_visibility is PRIVATE: a check without a read.",
        "id",
        {},
    ),
    "Contact": Label(
        "An address that a member knows, as a keyed hash; the address itself is not stored.",
        "key",
        {
            "key": TEXT_KEY,
            "address_key": Property("STRING", "The hash; `key` has the member's id before it."),
        },
    ),
    "Company": Label(
        "An employer.",
        "id",
        {
            "id": id_(),
            "name": name_(),
            "industry": Property("STRING", "As people write it."),
            "size": Property("STRING", "Number of employees, or a range of it, as given."),
            "domain": Property("STRING", "Internet domain."),
            "description": Property("STRING", "What the company does."),
            "city": Property("STRING", "Headquarters, as given."),
            "country": Property("STRING", "ISO 3166 code where known, else as written."),
        },
    ),
    "School": Label(
        "A place of education.",
        "id",
        {"id": id_(), "name": name_(), "country": Property("STRING", "ISO 3166 code or as given.")},
    ),
    "Place": Label(
        "A city.",
        "id",
        {
            "id": id_("The GeoNames id; our own start at 2^40."),
            "name": name_(),
            "country": Property("STRING", "ISO 3166 code or as given."),
            "location": LOCATION,
            "population": Property("INTEGER", "Inhabitants."),
        },
    ),
    "Skill": Label(
        "A canonical skill.",
        "id",
        {
            "id": Property("STRING", "The ESCO URI or our own.", required=True),
            "name": name_(),
            "kind": Property("STRING", "skill, knowledge, technology, group, ..."),
            "verified": Property("BOOLEAN", "False: kept from data, unknown to the taxonomy."),
            "aliases": Property("LIST<STRING>", "Other spellings, for show."),
            "into": Property("STRING", "While it is merged: the id of what it is from now on."),
            "former": Property("LIST<STRING>", "Names of what was merged into it."),
        },
    ),
    "MergedSkill": Label(
        "What was a Skill: a redirect.",
        "id",
        {
            "id": Property("STRING", "As it was.", required=True),
            "name": name_(),
            "kind": Property("STRING", "As it was."),
            "verified": Property("BOOLEAN", "As it was."),
            "aliases": Property("LIST<STRING>", "As they were."),
            "into": Property("STRING", "The id of the Skill that it leads to.", required=True),
            "at": Property("DATETIME", "When it was merged, UTC.", required=True),
        },
    ),
    "SkillAlias": Label("A spelling that leads to one skill.", "key", {"key": TEXT_KEY}),
    "Occupation": Label(
        "A kind of work.",
        "id",
        {
            "id": Property("STRING", "The ESCO URI.", required=True),
            "title": name_(),
            "alternative_titles": Property("LIST<STRING>", "Other titles."),
        },
    ),
    "Job": Label(
        "A vacancy.",
        "id",
        {
            "id": id_(),
            "title": name_(),
            "description": Property("STRING", "Plain text."),
            "city": Property("STRING", "As given."),
            "country": Property("STRING", "ISO 3166 code where known, else as written."),
            "location": LOCATION,
            "remote": Property("BOOLEAN", "May be done from elsewhere."),
            "employment_type": Property("STRING", "An EmploymentType."),
            "experience_level": Property("STRING", "An ExperienceLevel."),
            "salary_min": Property("FLOAT", "A year, in `currency`."),
            "salary_max": Property("FLOAT", "A year, in `currency`."),
            "currency": Property("STRING", "ISO 4217."),
            "posted_at": Property("DATETIME", "UTC."),
            "expires_at": Property("DATETIME", "UTC; empty means open until closed."),
            "status": Property("STRING", "OPEN or CLOSED.", required=True),
            "posted_by": Property("INTEGER", "The member who posted it here."),
        },
    ),
    "Hashtag": Label("A hashtag without its sign, case folded.", "key", {"key": TEXT_KEY}),
    "Endorsement": Label(
        "One member vouching for a skill of another.",
        "id",
        {
            "id": Property("STRING", '"endorser:member:skill".', required=True),
            "at": Property("DATETIME", "UTC."),
            "was": WAS,
        },
    ),
    "Application": Label(
        "One member applying to one job; there is at most one of a pair, by a key.",
        "key",
        {
            "key": Property("STRING", '"job:member".', required=True),
            "id": id_(),
            "job_id": id_("What is applied for."),
            "member_id": id_("Who applies."),
            "status": Property("STRING", "An ApplicationStatus.", required=True),
            "note": Property("STRING", "A few words with it."),
            "resume": Property("STRING", "A reference to the résumé."),
            "answers": Property("LIST<STRING>", "Question and answer, in turns."),
            "history": Property(
                "LIST<STRING>", '"status time actor" of each state, the first one first.', True
            ),
            "created_at": CREATED,
            "changed_at": Property("DATETIME", "When it came to be in its status, UTC."),
        },
    ),
    "Invitation": Label(
        "One member asking another to connect; answered ones stay.",
        "id",
        {
            "id": id_(),
            "pair": Property("STRING", '"lower:higher" of the two members.', required=True),
            "open_pair": Property("STRING", "The pair while it is open: at most one, by a key."),
            "from_id": id_("The member who asks."),
            "to_id": id_("The member who is asked."),
            "note": Property("STRING", "A few words with it."),
            "status": Property("STRING", "An InvitationStatus.", required=True),
            "created_at": CREATED,
            "answered_at": Property("DATETIME", "When it ceased to be open, UTC."),
        },
    ),
    "Transition": Label(
        "What happened between two members; never changed, never deleted.",
        "id",
        {
            "id": id_(),
            "subject": Property(
                "STRING", '"lower:higher", or "follower>Kind:key" of a follow.', required=True
            ),
            "kind": Property("STRING", "A TransitionKind.", required=True),
            "actor_id": id_("The member who did it."),
            "at": CREATED,
        },
    ),
    "Notification": Label(
        "What a member is told of; the id is that of the event, so that it is told once.",
        "id",
        {
            "id": id_(),
            "to_id": id_("The member who is told."),
            "actor_id": id_("The member who did it; of a match without one, who is told."),
            "kind": Property("STRING", "A NotificationKind.", required=True),
            "search_id": Property("INTEGER", "The saved search that a match is of."),
            "match_kind": Property("STRING", "Member, Job, Company or Post."),
            "match_id": Property("INTEGER", "What was found."),
            "created_at": CREATED,
            "read_at": Property("DATETIME", "When it was marked as read, UTC."),
        },
    ),
    "SavedSearch": Label(
        "A search whose new matches a member is told of.",
        "id",
        {
            "id": id_(),
            "member_id": id_("Whose it is."),
            "kind": Property("STRING", "member, job, company or post.", required=True),
            "name": name_(),
            "query": Property("STRING", "As typed; may be empty.", required=True),
            "filter": Property("STRING", "The conditions, as JSON.", required=True),
            "tree": Property("STRING", "What a match must be, as JSON.", required=True),
            "known": Property("LIST<INTEGER>", "What is no news, the newest 5,000."),
            "created_at": CREATED,
        },
    ),
    "AlertTerm": Label(
        "A word or number that saved searches await in what changes.", "key", {"key": TEXT_KEY}
    ),
}
