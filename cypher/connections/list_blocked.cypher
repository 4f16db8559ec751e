// The ids of members that the viewer has blocked, ascending; only the viewer is told.
// access: read
// returns: many
// visibility: none, because they are the viewer's own blocks, and nothing but the id is told
// param $viewer: INTEGER
// param $after: INTEGER  only ids above it
// param $limit: INTEGER
// column id: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})-[:BLOCKED]->(m:Member)
WHERE m.id > $after
RETURN m.id AS id
ORDER BY id LIMIT $limit
