// The skill that a spelling leads to.
// access: read
// returns: one
// visibility: none, because skills are public
// param $key: STRING  made by graph.skills.taxonomy.skill_key
// column skill: MAP
// index: skill_alias_key
// cost: a seek and an expand
MATCH (:SkillAlias {key: $key})-[:ALIAS_OF]->(s:Skill)
RETURN properties(s) AS skill
LIMIT 1
