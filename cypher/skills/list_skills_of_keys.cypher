// The skills that some spellings lead to.
// access: read
// returns: many
// visibility: none, because skills are public
// param $keys: LIST<STRING>  made by graph.skills.taxonomy.skill_key
// column key: STRING
// column skill: STRING       its id
// index: skill_alias_key
// cost: a seek a key
UNWIND $keys AS key
MATCH (:SkillAlias {key: key})-[:ALIAS_OF]->(s:Skill)
RETURN DISTINCT key, coalesce(s.into, s.id) AS skill
LIMIT 5000
