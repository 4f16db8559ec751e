// The newest posts of a viewer's network before a moment, with what ranks them.
//
// Two ways to the same answer. Few authors: at most $limit posts of each. Many authors: walk
// everybody's posts by time, at most $walk of them, and keep those by the authors; where that finds
// fewer than $limit, the caller asks again with $walk 0. The first way reads authors × posts /
// members posts, the second $limit × members / authors; measured, they cost the same where
// authors² × posts = .12 × $limit × members².
//
// Who engaged is looked for among the post's reactions (.2 µs each) and comments (.5 µs), or among
// the viewer's connections (25 µs), whichever is less.
//
// An entry is [post id, created_at, the same in ms since 1970, author id, relation (0 the viewer's
// own, 1 a connection's, 2 followed), connections who reacted, connections who commented].
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $before: STRING     ISO 8601; only posts before this time, or at it and with a lower id
// param $before_id: INTEGER
// param $as_of: STRING      ISO 8601; later reactions and comments do not count
// param $walk: INTEGER      0: never walk
// param $limit: INTEGER
// column walked: BOOLEAN
// column entries: LIST<LIST>  newest first
// index: member_id
// index: post_created_at
// cost: see above; then the reactions and comments of $limit posts.
// cost: of 500,000 posts by 100,000 members 21 take 3 ms, for hubs 4 (the other way: 27 and 45);
// cost: 200 take 7 and 15
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     datetime($before) AS before, datetime($as_of) AS as_of,
     COUNT { (:Member) } AS members, COUNT { (:Post) } AS posts
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) WHERE NOT a IN blocked RETURN a } AS n1
WITH *, n1 + [v] + COLLECT {
  MATCH (v)-[:FOLLOWS]->(a:Member)
  WHERE a <> v AND NOT a IN n1 AND NOT a IN blocked AND NOT a:Private
  RETURN a
} AS authors
WITH *, $walk > 0 AND 1.0 * size(authors) ^ 2 * posts > 0.12 * $limit * members ^ 2 AS walked
CALL (v, n1, authors, before, walked) {
  UNWIND CASE WHEN walked THEN [] ELSE authors END AS a
  CALL (v, n1, a, before) {
    MATCH (a)-[:POSTED]->(p:Post)
    WHERE p.created_at <= before AND NOT (p.created_at = before AND p.id >= $before_id)
      AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND a IN n1))
    RETURN p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  }
  RETURN a, p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  UNION ALL
  UNWIND CASE WHEN walked THEN [before] ELSE [] END AS latest
  CALL (v, n1, authors, latest) {
    MATCH (p:Post)
    WHERE p.created_at <= latest AND NOT (p.created_at = latest AND p.id >= $before_id)
    WITH v, n1, authors, p ORDER BY p.created_at DESC, p.id DESC LIMIT $walk
    MATCH (p)<-[:POSTED]-(a:Member)
    WHERE a IN authors
      AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND a IN n1))
    RETURN a, p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  }
  RETURN a, p
}
WITH v, n1, walked, as_of, a, p ORDER BY p.created_at DESC, p.id DESC
WITH *, COUNT { (p)<-[:REACTED]-() } > 100 * size(n1) AS viral,
     COUNT { (p)<-[:ON]-() } > 50 * size(n1) AS discussed
RETURN walked, collect([
  p.id, toString(p.created_at), p.created_at.epochMillis, a.id,
  CASE WHEN a = v THEN 0 WHEN a IN n1 THEN 1 ELSE 2 END,
  CASE WHEN viral THEN COUNT {
    UNWIND n1 AS c MATCH (c)-[r:REACTED]->(p) WHERE coalesce(r.at <= as_of, true)
  } ELSE COUNT {
    MATCH (p)<-[r:REACTED]-(c:Member) WHERE c IN n1 AND coalesce(r.at <= as_of, true)
  } END,
  CASE WHEN discussed THEN COUNT {
    UNWIND n1 AS c
    MATCH (c)-[:COMMENTED]->(m:Comment)-[:ON]->(p) WHERE m.created_at <= as_of
    RETURN DISTINCT c
  } ELSE COUNT {
    MATCH (p)<-[:ON]-(m:Comment)<-[:COMMENTED]-(c:Member)
    WHERE c IN n1 AND m.created_at <= as_of
    RETURN DISTINCT c
  } END
]) AS entries
