// Which two members stand between the viewer and a member three steps away, least-connected first.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $friends: INTEGER  at most this many neighbours of either end, the least-connected
// param $limit: INTEGER
// column cards: LIST<MAP>  the two intermediaries, from the viewer on
// index: member_id
// cost: $friends × mean degree, from the end with fewer neighbours
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (t:Member {id: $member})
WHERE t <> v AND NOT t IN blocked AND NOT t:Private
WITH v, t, blocked,
  COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) WHERE coalesce(a.introductions, true) RETURN a } AS near,
  COLLECT {
    MATCH (t)-[:CONNECTED]-(b)
    WHERE coalesce(b.introductions, true) AND NOT b:Private AND NOT b IN blocked
    RETURN b
  } AS far
WITH *, size(near) <= size(far) AS forwards
UNWIND CASE WHEN forwards THEN near ELSE far END AS one
WITH near, far, forwards, one, COUNT { (one)-[:CONNECTED]-() } AS d
ORDER BY d, one.id LIMIT $friends
MATCH (one)-[:CONNECTED]-(other)
WHERE (forwards AND other IN far) OR (NOT forwards AND other IN near)
WITH CASE WHEN forwards THEN [one, other] ELSE [other, one] END AS steps,
     log(d + 1.0) + log(COUNT { (other)-[:CONNECTED]-() } + 1.0) AS spread
ORDER BY spread, steps[0].id, steps[1].id LIMIT $limit
RETURN [n IN steps | n {.*, created_at: toString(n.created_at)}] AS cards
