// Some invitations of the viewer, sent or received, whatever became of them.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// column invitation: MAP
// column card: MAP  the other member
// index: invitation_id
// index: member_id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (i:Invitation {id: id})
WHERE $viewer IN [i.from_id, i.to_id]
WITH v, blocked, i, CASE i.from_id WHEN $viewer THEN i.to_id ELSE i.from_id END AS other
MATCH (m:Member {id: other})
WHERE NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN properties(i) AS invitation, m {.*, created_at: toString(m.created_at)} AS card
LIMIT 100
