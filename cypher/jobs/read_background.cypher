// What a member is matched by: their skills, and what they have done where they name none.
// access: read
// returns: one
// visibility: none, because members ask about themselves
// param $viewer: INTEGER
// column skills: LIST<STRING>  ids
// column headline: STRING
// column titles: LIST<STRING>  of positions, the present ones first
// column vectors: STRING  the version of the vectors of skills
// index: member_id
// index: skill_vectors_name
// cost: the skills and positions
MATCH (v:Member {id: $viewer})
OPTIONAL MATCH (t:SkillVectors {name: 'skills'})
RETURN COLLECT {
  MATCH (v)-[:HAS_SKILL]->(s:Skill) RETURN DISTINCT coalesce(s.into, s.id)
} AS skills, v.headline AS headline, COLLECT {
  MATCH (v)-[w:WORKED_AT]->(:Company)
  RETURN w.title ORDER BY w.ended IS NOT NULL, w.started DESC LIMIT 5
} AS titles, t.version AS vectors
LIMIT 1
