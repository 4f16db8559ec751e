// How many members looked at the viewer's profile on each day since a time; oldest day first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $since: DATETIME
// column day: STRING      of the calendar, UTC
// column views: INTEGER
// index: member_id
// cost: the views of the profile
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (v)<-[w:VIEWED]-(m:Member)
WHERE w.at >= $since AND m <> v AND NOT m IN blocked
  AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
  AND NOT coalesce(m.private_browsing, false)
RETURN toString(date(w.at)) AS day, count(DISTINCT m) AS views
ORDER BY day
LIMIT 366
