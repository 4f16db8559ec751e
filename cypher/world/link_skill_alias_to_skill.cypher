// Relationships from SkillAlias to Skill, from the rows of a part file.
// access: write
// returns: none
// visibility: none, because it writes what the operator imports
// param $rows: LIST<MAP>  type, start and end (keys), properties
// index: skill_alias_key
// index: skill_id
// allow: CartesianProduct, because each side of it is one node, found by its key
// cost: rows
// timeout: 120 s
UNWIND $rows AS row
MATCH (start:SkillAlias {key: row.start})
MATCH (end:Skill {id: row.end})
CREATE (start)-[link:$(row.type)]->(end)
SET link = row.properties
