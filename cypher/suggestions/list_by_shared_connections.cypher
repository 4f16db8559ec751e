// People two steps away, ranked by Adamic-Adar over the least-connected shared friends.
//
// The weight of a friend is 1 / log(1 + degree), the degree on the viewer's sub-graph. Exclusions
// come after the first cut: so many are kept that the viewer's own connections cannot fill it.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $friends: INTEGER  at most this many friends are expanded, the least-connected
// param $score: FLOAT      only what ranks after this score and id
// param $after: INTEGER
// param $limit: INTEGER
// column card: MAP
// column score: FLOAT
// column shared: INTEGER   exact, over all friends
// column by: LIST<MAP>     up to three shared connections, least-connected first
// index: member_id
// cost: $friends × mean degree
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v, blocked, n1) {
  UNWIND n1 AS f
  WITH v, blocked, n1, f ORDER BY COUNT { (f)-[:CONNECTED]-() }, f.id LIMIT $friends
  WITH n1, f, 1.0 / log(1.0 + COUNT {
    (f)-[:CONNECTED]-(x) WHERE NOT x IN blocked AND (NOT x:Private OR x = v OR x IN n1)
  }) AS weight
  MATCH (f)-[:CONNECTED]-(c)
  WITH c, round(sum(weight), 6) AS score
  WHERE score < $score OR (score = $score AND c.id > $after)
  RETURN c, score ORDER BY score DESC LIMIT 4000
}
WITH v, blocked, n1, c, score
WHERE c <> v AND NOT c:Private AND NOT c IN n1 AND NOT c IN blocked
  AND NOT EXISTS { MATCH (v)-[d:DISMISSED]->(c) WHERE d.at > datetime() - duration({days: 180}) }
WITH n1, c, score ORDER BY score DESC, c.id LIMIT $limit
WITH c, score, COLLECT {
  MATCH (c)-[:CONNECTED]-(y:Member) WHERE y IN n1
  RETURN y ORDER BY COUNT { (y)-[:CONNECTED]-() }, y.id
} AS shared
RETURN properties(c) AS card, score, size(shared) AS shared, [y IN shared[..3] | properties(y)] AS by
ORDER BY score DESC, card.id
