// Some of those who looked at the viewer's profile since a time, drawn by chance: by a number made
// of the id, so that the sample is the same from read to read.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $since: DATETIME
// param $factor: INTEGER  below 1,000,003
// param $limit: INTEGER
// column card: MAP
// index: member_id
// cost: the views of the profile
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (v)<-[w:VIEWED]-(m:Member)
WHERE w.at >= $since AND m <> v AND NOT m IN blocked
  AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
  AND NOT coalesce(m.private_browsing, false)
WITH DISTINCT m
ORDER BY (m.id % 1000003 + 1) * $factor % 1000003, m.id
LIMIT $limit
RETURN m {.*, created_at: toString(m.created_at)} AS card
