// The viewer unblocks a member.
// access: write
// returns: none
// visibility: none, because it is the viewer's own block
// param $viewer: INTEGER
// param $member: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})-[b:BLOCKED]->(m:Member {id: $member})
DELETE b
