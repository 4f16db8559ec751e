// Connect two members that are locked; the constraint on `pair` is the last defence.
// access: write
// returns: none
// visibility: none, because the pair was decided on before
// param $low: INTEGER
// param $high: INTEGER
// param $pair: STRING  "lower:higher"
// param $now: DATETIME
// index: member_id
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (a:Member {id: $low})
MATCH (b:Member {id: $high})
CREATE (a)-[:CONNECTED {pair: $pair, connected_at: $now}]->(b)
