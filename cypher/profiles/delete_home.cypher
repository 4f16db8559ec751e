// The viewer no longer lives in a known place.
// access: write
// returns: none
// visibility: none, because it is the viewer's own profile
// param $viewer: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})-[l:LIVES_IN]->(p:Place)
DELETE l
