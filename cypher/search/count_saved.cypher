// How many searches the viewer has saved.
// access: read
// returns: one
// visibility: none, because they are the viewer's own
// param $viewer: INTEGER
// column searches: INTEGER
// index: saved_search_member
MATCH (s:SavedSearch)
WHERE s.member_id = $viewer AND s.id >= 0
RETURN count(*) AS searches
