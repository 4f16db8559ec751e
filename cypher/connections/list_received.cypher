// Open invitations to the viewer, newest first, from members they may see.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $before: INTEGER  only ids below it
// param $limit: INTEGER
// column invitation: MAP
// column card: MAP
// index: invitation_to
// index: member_id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (i:Invitation)
WHERE i.to_id = $viewer AND i.status = 'OPEN' AND i.id < $before
MATCH (m:Member)-[:SENT]->(i)
WHERE NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN properties(i) AS invitation, m {.*, created_at: toString(m.created_at)} AS card
ORDER BY i.id DESC LIMIT $limit
