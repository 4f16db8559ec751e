// Forget one of the viewer's saved searches; whether there was one.
// access: write
// returns: one
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// param $search: INTEGER
// column deleted: INTEGER
// index: saved_search_id
MATCH (s:SavedSearch {id: $search})
WHERE s.member_id = $viewer
DETACH DELETE s
RETURN count(*) AS deleted
