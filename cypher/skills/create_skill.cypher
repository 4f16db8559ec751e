// A skill by its id, made where there is none, and the spelling that leads to it; in place of a
// merged skill, the one that it was merged into.
// access: write
// returns: none
// visibility: none, because skills are public
// param $id: STRING
// param $name: STRING
// param $kind: STRING       or null
// param $verified: BOOLEAN  whether the taxonomy knows it
// param $key: STRING        made by graph.skills.taxonomy.skill_key
// index: skill_id
// index: skill_alias_key
// index: merged_skill_id
OPTIONAL MATCH (r:MergedSkill {id: $id})
WITH coalesce(r.into, $id) AS id
MERGE (s:Skill {id: id})
ON CREATE SET s.name = $name, s.kind = $kind, s.verified = $verified
MERGE (a:SkillAlias {key: $key})
WITH s, a WHERE NOT EXISTS { (a)-[:ALIAS_OF]->() }
CREATE (a)-[:ALIAS_OF]->(s)
