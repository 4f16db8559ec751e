// A new open invitation, between members that are locked.
// access: write
// returns: none
// visibility: none, because the pair was decided on before
// param $id: INTEGER
// param $viewer: INTEGER
// param $member: INTEGER
// param $pair: STRING  "lower:higher"
// param $note: STRING  or null
// param $now: DATETIME
// index: member_id
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
MATCH (m:Member {id: $member})
CREATE (v)-[:SENT]->(i:Invitation {
  id: $id, pair: $pair, open_pair: $pair, from_id: $viewer, to_id: $member, note: $note,
  status: 'OPEN', created_at: $now
})-[:TO]->(m)
