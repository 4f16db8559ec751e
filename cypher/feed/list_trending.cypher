// The hashtags of public posts since a moment, by hour, each member counting once an hour.
//
// Members are those whom everybody may see; a hashtag has one row an hour.
// access: read
// returns: many
// visibility: public
// param $since: DATETIME
// param $country: STRING  only members there; null: everybody
// param $walk: INTEGER    at most the newest so many posts
// column tag: STRING
// column hours_ago: INTEGER
// column members: INTEGER
// index: post_created_at
// cost: the posts since then
// timeout: 30 s
CALL () {
  MATCH (p:Post) WHERE p.created_at >= $since
  RETURN p ORDER BY p.created_at DESC LIMIT $walk
}
MATCH (p)<-[:POSTED]-(a:Member)
WHERE p.visibility = 'PUBLIC' AND a.profile_visibility = 'PUBLIC'
  AND ($country IS NULL OR a.country = $country)
MATCH (p)-[:TAGGED]->(h:Hashtag)
WITH h.key AS tag, (datetime().epochSeconds - p.created_at.epochSeconds) / 3600 AS hours_ago,
  count(DISTINCT a) AS members
RETURN tag, hours_ago, members LIMIT 100000
