// Spellings of one skill lead to another, too; so do its broader, narrower and related skills.
// access: write
// returns: none
// visibility: none, because operators only run it
// param $skill: STRING
// param $into: STRING
// param $only: STRING  only what came from this skill; null: all
// param $was: STRING   kept on what is made
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the spellings and neighbours of the skill
MATCH (s:Skill {id: $skill})
MATCH (t:Skill {id: $into})
CALL (s, t) {
  MATCH (a:SkillAlias)-[r:ALIAS_OF]->(s) WHERE $only IS NULL OR r.was = $only
  MERGE (a)-[n:ALIAS_OF]->(t) ON CREATE SET n.was = $was
}
CALL (s, t) {
  MATCH (s)-[r:BROADER]->(x:Skill) WHERE x <> t AND ($only IS NULL OR r.was = $only)
  MERGE (t)-[n:BROADER]->(x) ON CREATE SET n.was = $was
}
CALL (s, t) {
  MATCH (x:Skill)-[r:BROADER]->(s) WHERE x <> t AND ($only IS NULL OR r.was = $only)
  MERGE (x)-[n:BROADER]->(t) ON CREATE SET n.was = $was
}
CALL (s, t) {
  MATCH (s)-[r:RELATED]-(x:Skill) WHERE x <> t AND ($only IS NULL OR r.was = $only)
  MERGE (t)-[n:RELATED]-(x) ON CREATE SET n.was = $was
}
