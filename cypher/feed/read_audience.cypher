// A post and its readers, where they are not too many; no row where it is gone.
//
// Blocks and mutes do not matter here: they are looked at when a feed is read.
// access: read
// returns: one
// visibility: none, because it serves the distribution, and every reader is checked on reading
// param $id: INTEGER
// param $limit: INTEGER  more readers than this are not listed
// column id: INTEGER
// column author: INTEGER
// column at_ms: INTEGER
// column visibility: STRING
// column company: INTEGER   for which it was posted, or null
// column audience: INTEGER  connections and followers of the author
// column fans: INTEGER      followers of the company
// column members: LIST<INTEGER>
// column followers: LIST<INTEGER>  of the company
// index: post_id
// cost: a record of $limit ids
MATCH (p:Post {id: $id})<-[:POSTED]-(a:Member)
WITH p, a, head(COLLECT { MATCH (c:Company)-[:PUBLISHED]->(p) RETURN c }) AS company,
  COUNT { (a)-[:CONNECTED]-() } + COUNT { (a)<-[:FOLLOWS]-() } AS audience
WITH *, COUNT { (company)<-[:FOLLOWS]-() } AS fans
RETURN p.id AS id, a.id AS author, p.created_at.epochMillis AS at_ms, p.visibility AS visibility,
  company.id AS company, audience, fans,
  CASE WHEN audience > $limit OR p.visibility = 'PRIVATE' THEN []
    ELSE COLLECT { MATCH (a)-[:CONNECTED]-(x:Member) RETURN x.id } + CASE
      WHEN p.visibility = 'PUBLIC' THEN COLLECT { MATCH (a)<-[:FOLLOWS]-(x:Member) RETURN x.id }
      ELSE [] END
  END AS members,
  CASE WHEN company IS NULL OR fans > $limit OR p.visibility <> 'PUBLIC' THEN []
    ELSE COLLECT { MATCH (company)<-[:FOLLOWS]-(x:Member) RETURN x.id } END AS followers
