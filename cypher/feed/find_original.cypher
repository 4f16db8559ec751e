// The post that a share of a post leads to: itself, or what it shares; both must be visible.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $id: INTEGER
// column id: INTEGER
// index: member_id
// index: post_id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (s:Post {id: $id})
WITH *, head(COLLECT { MATCH (s)-[:SHARES]->(o:Post|DeletedPost) RETURN o }) AS first
WITH v, blocked, [s] + CASE WHEN first IS NULL THEN [] ELSE [first] END AS chain
WHERE all(p IN chain WHERE p:Post AND EXISTS {
  MATCH (p)<-[:POSTED]-(a:Member)
  WHERE NOT a IN blocked AND (a = v OR NOT a:Private OR EXISTS { (a)-[:CONNECTED]-(v) })
    AND (p.visibility = 'PUBLIC' OR a = v OR
      (p.visibility = 'CONNECTIONS' AND EXISTS { (a)-[:CONNECTED]-(v) }))
})
RETURN last(chain).id AS id
