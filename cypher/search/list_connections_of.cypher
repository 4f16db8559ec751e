// The connections of a member, and what decides whether the viewer may list them.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// column connected: BOOLEAN
// column connections_visibility: STRING
// column profile_visibility: STRING
// column ids: LIST<INTEGER>
// index: member_id
// cost: the member's connections
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (m:Member {id: $member})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN EXISTS { (m)-[:CONNECTED]-(v) } AS connected, m.connections_visibility AS connections_visibility,
  m.profile_visibility AS profile_visibility,
  COLLECT { MATCH (m)-[:CONNECTED]-(y:Member) WHERE NOT y IN blocked RETURN y.id } AS ids
