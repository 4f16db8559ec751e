// The hashtags that some members use in posts that the viewer may see, and in how many.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER     null: a caller without a token
// param $ids: LIST<INTEGER>  members, at most 500
// param $most: INTEGER       tags of each
// column member: INTEGER
// column tags: LIST<LIST>    [key, posts]
// index: member_id
// cost: the posts of each member
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (a:Member {id: id})
WITH *, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
WHERE NOT a IN blocked AND (connected OR a = v OR
    CASE WHEN v IS NULL THEN a.profile_visibility = 'PUBLIC' ELSE NOT a:Private END)
RETURN id AS member, COLLECT {
  MATCH (a)-[:POSTED]->(p:Post)-[:TAGGED]->(t:Hashtag)
  WHERE p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND connected)
  WITH t.key AS key, count(DISTINCT p) AS posts
  RETURN [key, posts] ORDER BY posts DESC, key LIMIT $most
} AS tags
LIMIT 500
