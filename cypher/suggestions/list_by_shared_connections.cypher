// People two steps away, by Adamic-Adar and by short random walks of three steps, the best first.
//
// The first part is Adamic-Adar: each shared connection adds 1 / log(1 + its degree). The second is
// the chance that a walk of three random steps from each friend's side ends there: for each member b
// between, the sum over shared friends of 1 / their degree, divided by the degree of b. No three
// hops are enumerated: of the members between, about $between are drawn, in proportion to what
// they give for what they cost, and what a drawn one adds is divided by its chance to be drawn
// (Horvitz and Thompson, 1952), so that the sum is right on average. Up to $between of them nothing
// is drawn and the sum is exact. The draw depends on the ids alone: a page asked twice is the same.
// Degrees are those of the viewer's sub-graph.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>  never these
// param $friends: INTEGER  at most this many friends are expanded, the least-connected
// param $between: INTEGER  about this many members between are expanded
// param $third: FLOAT      the weight of the second part
// param $limit: INTEGER
// column found: LIST<LIST>  id and score of each, the best first
// index: member_id
// cost: ($friends + $between) × mean degree
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v, blocked, n1) {
  UNWIND n1 AS f
  WITH v, blocked, n1, f ORDER BY COUNT { (f)-[:CONNECTED]-() }, f.id LIMIT $friends
  WITH v, COLLECT {
    MATCH (f)-[:CONNECTED]-(x)
    WHERE NOT x IN blocked AND (NOT x:Private OR x = v OR x IN n1)
    RETURN x
  } AS near
  WITH v, near, 1.0 / log(1.0 + size(near)) AS weight, 1.0 / size(near) AS chance
  UNWIND near AS b
  WITH v, b, sum(weight) AS score, sum(chance) AS reached
  WHERE b <> v
  WITH b, score, reached, reached / COUNT { (b)-[:CONNECTED]-() } AS worth
  RETURN collect([b, score, reached, worth]) AS two, sum(worth) AS total
}
CALL (v, blocked, n1, two, total) {
  UNWIND two AS t
  WITH n1, t[0] AS c, t[1] AS part
  WHERE NOT c IN n1 AND NOT c:Private AND (size($passed) = 0 OR NOT c.id IN $passed)
  RETURN c, part, 1 AS direct
  UNION ALL
  UNWIND two AS t
  WITH v, blocked, n1, t[0] AS b, t[2] AS reached,
       CASE WHEN size(two) <= $between THEN 1.0 ELSE $between * t[3] / total END AS chance
  WHERE chance >= 1.0
     OR (b.id % 2147483647 * 48271 + $viewer % 2147483647 * 69621) % 2147483647
        < chance * 2147483647
  WITH CASE WHEN chance < 1.0 THEN reached / chance ELSE reached END AS reached, COLLECT {
    MATCH (b)-[:CONNECTED]-(x)
    WHERE NOT x IN blocked AND (NOT x:Private OR x = v OR x IN n1)
    RETURN x
  } AS near
  UNWIND near AS c
  RETURN c, $third * reached / size(near) AS part, 0 AS direct
}
WITH c, round(sum(part), 6) AS score, sum(direct) AS direct
WHERE direct > 0
WITH c, score ORDER BY score DESC LIMIT 2 * $limit
WITH c.id AS id, score ORDER BY score DESC, id LIMIT $limit
RETURN collect([id, score]) AS found
