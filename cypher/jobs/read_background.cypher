// What a member has done, for the case that they name no skills.
// access: read
// returns: one
// visibility: none, because members ask about themselves
// param $viewer: INTEGER
// column skilled: BOOLEAN  whether they name skills
// column headline: STRING
// column titles: LIST<STRING>  of positions, the present ones first
// index: member_id
// cost: the positions
MATCH (v:Member {id: $viewer})
RETURN EXISTS { (v)-[:HAS_SKILL]->() } AS skilled, v.headline AS headline, COLLECT {
  MATCH (v)-[w:WORKED_AT]->(:Company)
  RETURN w.title ORDER BY w.ended IS NOT NULL, w.started DESC LIMIT 5
} AS titles
LIMIT 1
