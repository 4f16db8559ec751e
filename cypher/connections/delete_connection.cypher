// End a connection; how many there were, 0 or 1.
// access: write
// returns: one
// visibility: none, because the pair was decided on before
// param $viewer: INTEGER
// param $member: INTEGER
// column deleted: INTEGER
// index: member_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})-[c:CONNECTED]-(m:Member {id: $member})
DELETE c
RETURN count(*) AS deleted
