// Some posts in full, as the viewer may see them, with who of the viewer's network engaged.
//
// A post is packed as [post, author, reactions, comments, shares, the viewer's reaction].
// Who engaged is looked for as in list_entries.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER    null: a caller without a token
// param $ids: LIST<INTEGER>  at most 500
// param $explain: BOOLEAN   whether to look for connections who engaged
// column post: LIST
// column is_share: BOOLEAN
// column original: LIST     of a share; null where the viewer may not see it
// column reacted: INTEGER   connections who reacted
// column reacted_by: LIST<MAP>   up to three of them, by id
// column commented: INTEGER
// column commented_by: LIST<MAP>
// index: member_id
// index: post_id
// cost: the viewer's connections once; a post: its reactions and comments if $explain.
// cost: 20 posts take 3 ms; one with 100,000 reactions and 20,000 comments 4, for a hub 40
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
WITH *, COLLECT { MATCH (v)-[:CONNECTED]-(c:Member) WHERE NOT c IN blocked RETURN c } AS n1
UNWIND $ids AS id
MATCH (p:Post {id: id})<-[:POSTED]-(a:Member)
WHERE NOT a IN blocked AND (a IN n1 OR a = v OR
    CASE WHEN v IS NULL THEN a.profile_visibility = 'PUBLIC' ELSE NOT a:Private END)
  AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND a IN n1))
OPTIONAL MATCH (p)-[:SHARES]->(o:Post)<-[:POSTED]-(b:Member)
WHERE NOT b IN blocked AND (b IN n1 OR b = v OR
    CASE WHEN v IS NULL THEN b.profile_visibility = 'PUBLIC' ELSE NOT b:Private END)
  AND (o.visibility = 'PUBLIC' OR b = v OR (o.visibility = 'CONNECTIONS' AND b IN n1))
WITH v, n1, a, p, o, b, COUNT { (p)<-[:REACTED]-() } AS reactions,
  COUNT { (p)<-[:ON]-() } AS comments
WITH v, a, p, o, b, reactions, comments,
  CASE WHEN NOT $explain THEN []
    WHEN reactions > 100 * size(n1) THEN COLLECT {
      UNWIND n1 AS c MATCH (c)-[:REACTED]->(p) RETURN c ORDER BY c.id
    }
    ELSE COLLECT { MATCH (p)<-[:REACTED]-(c:Member) WHERE c IN n1 RETURN c ORDER BY c.id }
  END AS reacted,
  CASE WHEN NOT $explain THEN []
    WHEN comments > 50 * size(n1) THEN COLLECT {
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
RETURN
  [properties(p), properties(a), reactions, comments, COUNT { (p)<-[:SHARES]-() },
   head(COLLECT { MATCH (v)-[r:REACTED]->(p) RETURN r.kind })] AS post,
  EXISTS { (p)-[:SHARES]->() } AS is_share,
  CASE WHEN o IS NULL THEN null ELSE
    [properties(o), properties(b), COUNT { (o)<-[:REACTED]-() }, COUNT { (o)<-[:ON]-() },
     COUNT { (o)<-[:SHARES]-() }, head(COLLECT { MATCH (v)-[r:REACTED]->(o) RETURN r.kind })]
  END AS original,
  size(reacted) AS reacted, [c IN reacted[..3] | properties(c)] AS reacted_by,
  size(commented) AS commented, [c IN commented[..3] | properties(c)] AS commented_by
LIMIT 500
