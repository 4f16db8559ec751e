// What a viewer is interested in: skills, followed hashtags, and what they engaged with lately.
//
// Lately: their last 100 reactions and 50 comments. Posts that they said they are not interested in
// count against their hashtags and authors.
// access: read
// returns: one
// visibility: none, because it tells a member's own deeds and is used to rank for them only
// param $viewer: INTEGER
// param $as_of: STRING  ISO 8601; later deeds do not count
// column skills: LIST<STRING>  names
// column followed: LIST<STRING>  hashtags
// column tags: LIST<LIST>      hashtag, how often
// column authors: LIST<LIST>   author id, how often
// column unwanted: LIST<STRING>  hashtags of posts that do not interest them
// index: member_id
// cost: .5 ms
MATCH (v:Member {id: $viewer})
WITH v, datetime($as_of) AS as_of
WITH v, as_of, COLLECT {
  MATCH (v)-[r:REACTED]->(p:Post) WHERE coalesce(r.at <= as_of, true)
  RETURN p ORDER BY r.at DESC LIMIT 100
} + COLLECT {
  MATCH (v)-[:COMMENTED]->(c:Comment)-[:ON]->(p:Post) WHERE c.created_at <= as_of
  RETURN p ORDER BY c.created_at DESC LIMIT 50
} AS engaged
RETURN COLLECT { MATCH (v)-[:HAS_SKILL]->(s:Skill) RETURN DISTINCT s.name LIMIT 100 } AS skills,
  COLLECT { MATCH (v)-[:FOLLOWS]->(h:Hashtag) RETURN h.key LIMIT 200 } AS followed,
  COLLECT {
    UNWIND engaged AS p MATCH (p)-[:TAGGED]->(h:Hashtag)
    WITH h, count(*) AS often
    RETURN [h.key, often]
  } AS tags,
  COLLECT {
    UNWIND engaged AS p MATCH (p)<-[:POSTED]-(a:Member) WHERE a <> v
    WITH a, count(*) AS often
    RETURN [a.id, often]
  } AS authors,
  COLLECT {
    MATCH (v)-[u:UNINTERESTED]->(:Post)-[:TAGGED]->(h:Hashtag) WHERE coalesce(u.at <= as_of, true)
    RETURN DISTINCT h.key LIMIT 100
  } AS unwanted
