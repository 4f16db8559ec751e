// What ranks some posts in a viewer's feed, of those that may be in it.
//
// May be in it: what list_entries finds (relation 0 the viewer's own, 1 a connection's, 2 a followed
// member's, 3 a followed company's), public posts with a hashtag that the viewer follows (4), and
// public posts that two or more of their connections reacted to or commented on (5).
//
// Who engaged is looked for among the post's reactions (.2 µs each) and comments (.5 µs), or among
// the viewer's connections (25 µs), whichever is less.
//
// A feature is [post id, created_at in ms since 1970, author id, relation, connections who reacted,
// connections who commented, hashtags, the first 400 characters, kind (0 a post, 1 an article, 2 a
// share, 3 with images), created_at].
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 500
// param $as_of: STRING       ISO 8601; later reactions and comments do not count
// column features: LIST<LIST>  newest first
// index: member_id
// index: post_id
// cost: the reactions and comments of the posts; 200 take 8 ms, for hubs 15
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:MUTED]->(x:Member) RETURN x } AS muted,
     COLLECT { MATCH (v)-[:HID|UNINTERESTED]->(x:Post) RETURN x } AS hidden,
     COLLECT { MATCH (v)-[:FOLLOWS]->(x:Member|Company|Hashtag) RETURN x } AS followed,
     datetime($as_of) AS as_of
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) WHERE NOT a IN blocked RETURN a } AS n1
UNWIND $ids AS id
MATCH (p:Post {id: id})<-[:POSTED]-(a:Member)
WHERE NOT a IN blocked AND NOT a IN muted AND NOT p IN hidden
  AND (a IN n1 OR a = v OR NOT a:Private)
  AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND a IN n1))
WITH *, COLLECT { MATCH (p)-[:TAGGED]->(h:Hashtag) RETURN h } AS tags
WITH *, CASE WHEN COUNT { (p)<-[:REACTED]-() } > 100 * size(n1) THEN COLLECT {
    UNWIND n1 AS c MATCH (c)-[r:REACTED]->(p) WHERE coalesce(r.at <= as_of, true) RETURN c
  } ELSE COLLECT {
    MATCH (p)<-[r:REACTED]-(c:Member) WHERE c IN n1 AND coalesce(r.at <= as_of, true) RETURN c
  } END AS reacted,
  CASE WHEN COUNT { (p)<-[:ON]-() } > 50 * size(n1) THEN COLLECT {
    UNWIND n1 AS c
    MATCH (c)-[:COMMENTED]->(m:Comment)-[:ON]->(p) WHERE m.created_at <= as_of
    RETURN DISTINCT c
  } ELSE COLLECT {
    MATCH (p)<-[:ON]-(m:Comment)<-[:COMMENTED]-(c:Member)
    WHERE c IN n1 AND m.created_at <= as_of
    RETURN DISTINCT c
  } END AS commented
WITH *, CASE
    WHEN a = v THEN 0
    WHEN a IN n1 THEN 1
    WHEN a IN followed THEN 2
    WHEN p.visibility <> 'PUBLIC' THEN null
    WHEN EXISTS { MATCH (p)<-[:PUBLISHED]-(c:Company) WHERE c IN followed } THEN 3
    WHEN any(h IN tags WHERE h IN followed) THEN 4
    WHEN size(reacted) + size([c IN commented WHERE NOT c IN reacted]) >= 2 THEN 5
  END AS relation
WHERE relation IS NOT NULL
WITH * ORDER BY p.created_at DESC, p.id DESC
RETURN collect([
  p.id, p.created_at.epochMillis, a.id, relation, size(reacted), size(commented),
  [h IN tags | h.key], left(p.text, 400),
  CASE WHEN p.title IS NOT NULL THEN 1 WHEN EXISTS { (p)-[:SHARES]->() } THEN 2
       WHEN p.images IS NOT NULL THEN 3 ELSE 0 END,
  toString(p.created_at)
]) AS features
