// The skill that an id or a spelling's key leads to, as it is stored.
// access: read
// returns: one
// visibility: none, because operators only see it
// param $id: STRING
// param $key: STRING  made by graph.skills.taxonomy.skill_key
// column skill: MAP
// column keys: LIST<STRING>  of spellings that lead to it
// index: skill_id
// index: skill_alias_key
CALL () {
  MATCH (s:Skill {id: $id}) RETURN s, 0 AS rank
  UNION
  MATCH (:SkillAlias {key: $key})-[:ALIAS_OF]->(s:Skill) RETURN s, 1 AS rank
}
WITH s, rank ORDER BY rank LIMIT 1
RETURN properties(s) AS skill,
       COLLECT { MATCH (a:SkillAlias)-[:ALIAS_OF]->(s) RETURN a.key } AS keys
