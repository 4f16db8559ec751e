// Who looked at the viewer's profile since a time, and on which days; the latest visitors first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $since: DATETIME
// param $limit: INTEGER
// column card: MAP
// column days: LIST<STRING>   of the calendar, UTC
// column last: DATETIME
// index: member_id
// cost: the views of the profile
MATCH (v:Member {id: $viewer})
WHERE NOT coalesce(v.private_browsing, false)
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (v)<-[w:VIEWED]-(m:Member)
WHERE w.at >= $since AND m <> v AND NOT m IN blocked
  AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
  AND NOT coalesce(m.private_browsing, false)
WITH m, collect(DISTINCT toString(date(w.at))) AS days, max(w.at) AS last
RETURN m {.*, created_at: toString(m.created_at)} AS card, days, last
ORDER BY last DESC, m.id
LIMIT $limit
