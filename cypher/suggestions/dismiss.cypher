// Do not suggest a member to the viewer for 180 days from now.
// access: write
// returns: none
// visibility: none, because the member was decided on before
// param $viewer: INTEGER
// param $member: INTEGER
// param $now: DATETIME
// index: member_id
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
MATCH (m:Member {id: $member})
MERGE (v)-[d:DISMISSED]->(m)
SET d.at = $now
