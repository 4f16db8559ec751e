// Let the posts of a member come into the viewer's feed again.
// access: write
// returns: none
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// param $member: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})
MATCH (v)-[r:MUTED]->(:Member {id: $member})
DELETE r
