// The viewer blocks a member; both are locked.
// access: write
// returns: none
// visibility: none, because the pair was decided on before
// param $viewer: INTEGER
// param $member: INTEGER
// param $now: DATETIME
// index: member_id
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
MATCH (m:Member {id: $member})
MERGE (v)-[b:BLOCKED]->(m)
ON CREATE SET b.at = $now
