// The viewer's saved searches, newest first.
// access: read
// returns: many
// visibility: none, because they are the viewer's own
// param $viewer: INTEGER
// column search: MAP
// index: saved_search_member
MATCH (s:SavedSearch)
WHERE s.member_id = $viewer AND s.id >= 0
RETURN s {.id, .kind, .name, .query, .filter, .created_at} AS search
ORDER BY s.member_id DESC, s.id DESC LIMIT 20
