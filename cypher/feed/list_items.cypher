// Some posts in full as items of a viewer's feed, of those that may be in it; see list_features.
//
// A post is packed as [post, author, reactions, comments, shares, the viewer's reaction, company].
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 500
// column relation: INTEGER  as of list_features
// column topics: LIST<STRING>  followed hashtags of the post
// column post: LIST
// column is_share: BOOLEAN
// column original: LIST     of a share; null where the viewer may not see it
// column reacted: INTEGER   connections who reacted
// column reacted_by: LIST<MAP>   up to three of them, by id
// column commented: INTEGER
// column commented_by: LIST<MAP>
// index: member_id
// index: post_id
// cost: the viewer's connections once; a post: its reactions and comments.
// cost: 20 posts take 3 ms; one with 100,000 reactions and 20,000 comments 4, for a hub 40
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:MUTED]->(x:Member) RETURN x } AS muted,
     COLLECT { MATCH (v)-[:HID|UNINTERESTED]->(x:Post) RETURN x } AS hidden,
     COLLECT { MATCH (v)-[:FOLLOWS]->(x:Member|Company|Hashtag) RETURN x } AS followed
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(c:Member) WHERE NOT c IN blocked RETURN c } AS n1
UNWIND $ids AS id
MATCH (p:Post {id: id})<-[:POSTED]-(a:Member)
WHERE NOT a IN blocked AND NOT a IN muted AND NOT p IN hidden
  AND (a IN n1 OR a = v OR NOT a:Private)
  AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND a IN n1))
OPTIONAL MATCH (p)-[:SHARES]->(o:Post)<-[:POSTED]-(b:Member)
WHERE NOT b IN blocked AND (b IN n1 OR b = v OR NOT b:Private)
  AND (o.visibility = 'PUBLIC' OR b = v OR (o.visibility = 'CONNECTIONS' AND b IN n1))
WITH v, n1, followed, a, p, o, b, COUNT { (p)<-[:REACTED]-() } AS reactions,
  COUNT { (p)<-[:ON]-() } AS comments,
  COLLECT { MATCH (p)-[:TAGGED]->(h:Hashtag) WHERE h IN followed RETURN h.key } AS topics
WITH v, n1, followed, a, p, o, b, reactions, comments, topics,
  CASE WHEN reactions > 100 * size(n1) THEN COLLECT {
      UNWIND n1 AS c MATCH (c)-[:REACTED]->(p) RETURN c ORDER BY c.id
    }
    ELSE COLLECT { MATCH (p)<-[:REACTED]-(c:Member) WHERE c IN n1 RETURN c ORDER BY c.id }
  END AS reacted,
  CASE WHEN comments > 50 * size(n1) THEN COLLECT {
      UNWIND n1 AS c
      MATCH (c)-[:COMMENTED]->(:Comment)-[:ON]->(p)
      RETURN DISTINCT c ORDER BY c.id
    }
    ELSE COLLECT {
      MATCH (p)<-[:ON]-(:Comment)<-[:COMMENTED]-(c:Member)
      WHERE c IN n1
      RETURN DISTINCT c ORDER BY c.id
    }
  END AS commented
WITH *, CASE
    WHEN a = v THEN 0
    WHEN a IN n1 THEN 1
    WHEN a IN followed THEN 2
    WHEN p.visibility <> 'PUBLIC' THEN null
    WHEN EXISTS { MATCH (p)<-[:PUBLISHED]-(c:Company) WHERE c IN followed } THEN 3
    WHEN topics <> [] THEN 4
    WHEN size(reacted) + size([c IN commented WHERE NOT c IN reacted]) >= 2 THEN 5
  END AS relation
WHERE relation IS NOT NULL
RETURN relation, topics,
  [p {.*, created_at: toString(p.created_at), edited_at: toString(p.edited_at)},
   a {.*, created_at: toString(a.created_at)}, reactions, comments, COUNT { (p)<-[:SHARES]-() },
   head(COLLECT { MATCH (v)-[r:REACTED]->(p) RETURN r.kind }),
   head(COLLECT { MATCH (p)<-[:PUBLISHED]-(c:Company) RETURN properties(c) })] AS post,
  EXISTS { (p)-[:SHARES]->() } AS is_share,
  CASE WHEN o IS NULL THEN null ELSE
    [o {.*, created_at: toString(o.created_at), edited_at: toString(o.edited_at)},
     b {.*, created_at: toString(b.created_at)},
     COUNT { (o)<-[:REACTED]-() }, COUNT { (o)<-[:ON]-() },
     COUNT { (o)<-[:SHARES]-() }, head(COLLECT { MATCH (v)-[r:REACTED]->(o) RETURN r.kind }),
     head(COLLECT { MATCH (o)<-[:PUBLISHED]-(c:Company) RETURN properties(c) })]
  END AS original,
  size(reacted) AS reacted,
  [c IN reacted[..3] | c {.*, created_at: toString(c.created_at)}] AS reacted_by,
  size(commented) AS commented,
  [c IN commented[..3] | c {.*, created_at: toString(c.created_at)}] AS commented_by
LIMIT 500
