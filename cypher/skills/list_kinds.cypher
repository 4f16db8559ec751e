// Skills and their kinds, in the order of their ids: broader skills, where these are not too wide.
// access: read
// returns: many
// visibility: none, because skills are public
// param $after: STRING   id
// param $wide: INTEGER   a broader skill of more than so many is no kind
// param $limit: INTEGER
// column skill: STRING
// column kinds: LIST<STRING>
// index: skill_id
// cost: $limit × the broader skills of a skill
MATCH (s:Skill) WHERE s.id > $after
WITH s ORDER BY s.id LIMIT $limit
RETURN s.id AS skill, COLLECT {
  MATCH (s)-[:BROADER]->(g:Skill)
  WHERE COUNT { (g)<-[:BROADER]-() } <= $wide
  RETURN DISTINCT coalesce(g.into, g.id)
} AS kinds
LIMIT $limit
