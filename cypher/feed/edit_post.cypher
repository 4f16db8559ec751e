// Change a post and keep what it said; hashtags and mentions are those of the new text.
// access: write
// returns: none
// visibility: viewer
// param $viewer: INTEGER
// param $id: INTEGER
// param $version: INTEGER  the id of what it said
// param $now: DATETIME
// param $text: STRING
// param $title: STRING
// param $links: LIST<STRING>
// param $visibility: STRING
// param $tags: LIST<STRING>
// param $mentioned: LIST<INTEGER>
// index: post_id
// index: hashtag_key
MATCH (p:Post {id: $id})
CREATE (p)-[:HAD]->(:PostVersion {
  id: $version, text: p.text, title: p.title, replaced_at: $now
})
SET p.text = $text, p.title = $title, p.links = $links, p.visibility = $visibility,
    p.edited_at = $now
WITH p
MATCH (p)<-[:POSTED]-(v:Member)
WHERE v.id = $viewer
WITH v, p, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
CALL (p) { MATCH (p)-[old:TAGGED|MENTIONS]->(:Hashtag|Member) DELETE old }
CALL (p) { UNWIND $tags AS key MERGE (h:Hashtag {key: key}) CREATE (p)-[:TAGGED]->(h) }
CALL (v, p, blocked) {
  UNWIND $mentioned AS id
  MATCH (m:Member {id: id})
  WHERE m <> v AND NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
  CREATE (p)-[:MENTIONS]->(m)
}
