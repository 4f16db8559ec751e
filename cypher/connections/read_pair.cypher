// All that decides what may happen between the viewer and another member; no row for an unknown one.
//
// `visible` is the rule of graph/visibility.py. The invitations are the last of each direction.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $pair: STRING  "lower:higher"
// column visible: BOOLEAN
// column connected: BOOLEAN
// column blocked_by_viewer: BOOLEAN
// column viewer_private: BOOLEAN
// column viewer_connections: INTEGER
// column member_connections: INTEGER
// column sent: MAP      the viewer's last invitation to the member, or null
// column received: MAP  the member's last invitation to the viewer, or null
// index: member_id
// index: invitation_pair
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
MATCH (m:Member {id: $member})
CALL () {
  OPTIONAL MATCH (i:Invitation {pair: $pair}) WHERE i.from_id = $viewer
  RETURN i AS sent ORDER BY i.id DESC LIMIT 1
}
CALL () {
  OPTIONAL MATCH (i:Invitation {pair: $pair}) WHERE i.from_id = $member
  RETURN i AS received ORDER BY i.id DESC LIMIT 1
}
WITH v, m, sent, received,
     EXISTS { (v)-[:CONNECTED]-(m) } AS connected, EXISTS { (v)-[:BLOCKED]-(m) } AS blocked
RETURN NOT blocked AND (NOT m:Private OR m = v OR connected) AS visible, connected,
       EXISTS { (v)-[:BLOCKED]->(m) } AS blocked_by_viewer, v:Private AS viewer_private,
       COUNT { (v)-[:CONNECTED]-() } AS viewer_connections,
       COUNT { (m)-[:CONNECTED]-() } AS member_connections,
       properties(sent) AS sent, properties(received) AS received
