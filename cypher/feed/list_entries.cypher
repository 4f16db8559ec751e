// The newest posts of a viewer's network before a moment.
//
// The network is the viewer, their connections, and the members and companies they follow, less
// whom they muted; of that, what they may see and did not hide.
//
// Two ways to the same answer. Few authors: at most $limit posts of each. Many authors: walk
// everybody's posts by time, at most $walk of them, and keep those by the authors; where that finds
// fewer than $limit, the caller asks again with $walk 0. The first way reads authors × posts /
// members posts, the second $limit × members / authors; measured, they cost the same where
// authors² × posts = .12 × $limit × members².
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $before: STRING     ISO 8601; only posts before this time, or at it and with a lower id
// param $before_id: INTEGER
// param $walk: INTEGER      0: never walk
// param $limit: INTEGER
// column walked: BOOLEAN
// column entries: LIST<LIST>  newest first: post id, created_at
// index: member_id
// index: post_created_at
// cost: see above; of 500,000 posts by 100,000 members 21 take 3 ms, for hubs 4 (the other way: 27
// cost: and 45)
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:MUTED]->(x:Member) RETURN x } AS muted,
     COLLECT { MATCH (v)-[:HID|UNINTERESTED]->(x:Post) RETURN x } AS hidden,
     datetime($before) AS before, COUNT { (:Member) } AS members, COUNT { (:Post) } AS posts
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) WHERE NOT a IN blocked RETURN a } AS n1
WITH *, [a IN n1 WHERE NOT a IN muted] + [v] + COLLECT {
  MATCH (v)-[:FOLLOWS]->(a:Member)
  WHERE a <> v AND NOT a IN n1 AND NOT a IN blocked AND NOT a IN muted AND NOT a:Private
  RETURN a
} AS authors
WITH *, $walk > 0 AND 1.0 * size(authors) ^ 2 * posts > 0.12 * $limit * members ^ 2 AS walked
CALL (v, n1, authors, blocked, muted, hidden, before, walked) {
  UNWIND CASE WHEN walked THEN [] ELSE authors END AS a
  CALL (v, n1, a, hidden, before) {
    MATCH (a)-[:POSTED]->(p:Post)
    WHERE p.created_at <= before AND NOT (p.created_at = before AND p.id >= $before_id)
      AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND a IN n1))
      AND NOT p IN hidden
    RETURN p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  }
  RETURN p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  UNION ALL
  UNWIND CASE WHEN walked THEN [before] ELSE [] END AS latest
  CALL (v, n1, authors, hidden, latest) {
    MATCH (p:Post)
    WHERE p.created_at <= latest AND NOT (p.created_at = latest AND p.id >= $before_id)
    WITH v, n1, authors, hidden, p ORDER BY p.created_at DESC, p.id DESC LIMIT $walk
    MATCH (p)<-[:POSTED]-(a:Member)
    WHERE a IN authors AND NOT p IN hidden
      AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND a IN n1))
    RETURN p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  }
  RETURN p
  UNION ALL
  MATCH (v)-[:FOLLOWS]->(c:Company)
  CALL (v, c, authors, blocked, muted, hidden, before) {
    MATCH (c)-[:PUBLISHED]->(p:Post)<-[:POSTED]-(a:Member)
    WHERE p.created_at <= before AND NOT (p.created_at = before AND p.id >= $before_id)
      AND p.visibility = 'PUBLIC' AND NOT a IN authors AND NOT a IN blocked AND NOT a IN muted
      AND NOT a:Private AND NOT p IN hidden
    RETURN p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  }
  RETURN p
}
WITH walked, p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
RETURN walked, collect([p.id, toString(p.created_at)]) AS entries
