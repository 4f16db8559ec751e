// Forget one of the viewer's saved searches; whether there was one.
// access: write
// returns: one
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// param $search: INTEGER
// column deleted: INTEGER
// index: saved_search_id
MATCH (s:SavedSearch {id: $search})
USING INDEX s:SavedSearch(id) // Both keys are equalities: without it the planner may take the other.
WHERE s.member_id = $viewer
DETACH DELETE s
RETURN count(*) AS deleted
