// Where the viewer is on the map is not known.
// access: write
// returns: none
// visibility: none, because it is the viewer's own profile
// param $viewer: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})
REMOVE v.location
