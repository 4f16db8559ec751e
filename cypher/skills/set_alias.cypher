// A spelling leads to a skill from now on, and to no other.
// access: write
// returns: none
// visibility: none, because operators only run it
// param $key: STRING   made by graph.skills.taxonomy.skill_key
// param $text: STRING  the spelling, for show
// param $skill: STRING
// index: skill_alias_key
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (s:Skill {id: $skill})
MERGE (a:SkillAlias {key: $key})
WITH s, a
CALL (a) {
  MATCH (a)-[r:ALIAS_OF]->(x:Skill)
  SET x.aliases = nullIf([one IN x.aliases WHERE one <> $text], [])
  DELETE r
}
CREATE (a)-[:ALIAS_OF]->(s)
SET s.aliases = nullIf([one IN coalesce(s.aliases, []) WHERE one <> $text] +
  CASE WHEN s.name = $text THEN [] ELSE [$text] END, [])
