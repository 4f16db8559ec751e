// Make a post, with its hashtags, mentions, original and company.
//
// Mentions of members whom the author may not see are left out.
// access: write
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $id: INTEGER
// param $now: DATETIME
// param $text: STRING
// param $title: STRING          null unless it is an article
// param $images: LIST<STRING>   or null
// param $links: LIST<STRING>    or null
// param $visibility: STRING
// param $tags: LIST<STRING>
// param $mentioned: LIST<INTEGER>
// param $original: INTEGER      the post that it shares, or null
// param $company: INTEGER       or null
// column id: INTEGER
// index: member_id
// index: hashtag_key
MATCH (v:Member {id: $viewer})
CREATE (v)-[:POSTED]->(p:Post {
  id: $id, text: $text, title: $title, images: $images, links: $links, created_at: $now,
  visibility: $visibility
})
WITH v, p, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
CALL (p) { UNWIND $tags AS key MERGE (h:Hashtag {key: key}) CREATE (p)-[:TAGGED]->(h) }
CALL (v, p, blocked) {
  UNWIND $mentioned AS id
  MATCH (m:Member {id: id})
  WHERE m <> v AND NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
  CREATE (p)-[:MENTIONS]->(m)
}
CALL (p) { MATCH (o:Post {id: $original}) CREATE (p)-[:SHARES]->(o) }
CALL (p) { MATCH (c:Company {id: $company}) CREATE (c)-[:PUBLISHED]->(p) }
RETURN p.id AS id
