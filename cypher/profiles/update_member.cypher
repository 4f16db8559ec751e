// Change fields of the viewer's profile; null clears one.
// access: write
// returns: none
// visibility: none, because it is the viewer's own profile
// param $viewer: INTEGER
// param $changed: MAP  by the names of graph/model/
// index: member_id
MATCH (v:Member {id: $viewer})
SET v += $changed
