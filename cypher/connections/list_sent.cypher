// Open invitations of the viewer, newest first, to members they may see.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $before: INTEGER  only ids below it
// param $limit: INTEGER
// column invitation: MAP
// column card: MAP
// index: invitation_sent
// index: member_id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (i:Invitation)
WHERE i.from_id = $viewer AND i.status = 'OPEN' AND i.id < $before
MATCH (i)-[:TO]->(m:Member)
WHERE NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN properties(i) AS invitation, m {.*, created_at: toString(m.created_at)} AS card
ORDER BY i.id DESC LIMIT $limit
