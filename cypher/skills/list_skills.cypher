// Some skills.
// access: read
// returns: many
// visibility: none, because skills are public
// param $ids: LIST<STRING>  at most 500
// column skill: MAP
// index: skill_id
// cost: a seek an id
UNWIND $ids AS id
MATCH (s:Skill {id: id})
RETURN properties(s) AS skill
LIMIT 500
