// What the viewer was told of, newest first, by members they may see.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $before: INTEGER  only ids below it
// param $limit: INTEGER
// column notification: MAP
// column card: MAP
// column search: MAP  the saved search of a match, if it is still there
// index: notification_to
// index: member_id
// index: saved_search_id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (n:Notification)
WHERE n.to_id = $viewer AND n.id < $before
MATCH (m:Member {id: n.actor_id})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
OPTIONAL MATCH (s:SavedSearch {id: n.search_id})
RETURN properties(n) AS notification, m {.*, created_at: toString(m.created_at)} AS card,
       s {.id, .kind, .name, .query, .filter, .created_at} AS search
ORDER BY n.to_id DESC, n.id DESC LIMIT $limit
