// Some skills; in place of a merged one, the one that it was merged into.
// access: read
// returns: many
// visibility: none, because skills are public
// param $ids: LIST<STRING>  at most 500
// column asked: STRING
// column skill: MAP
// index: skill_id
// index: merged_skill_id
// cost: a seek an id
UNWIND $ids AS id
OPTIONAL MATCH (r:MergedSkill {id: id})
MATCH (s:Skill {id: coalesce(r.into, id)})
RETURN id AS asked, properties(s) AS skill
LIMIT 500
