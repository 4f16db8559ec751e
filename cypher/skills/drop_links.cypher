// What one skill had from another, its spellings and neighbours, it has no longer.
// access: write
// returns: none
// visibility: none, because operators only run it
// param $skill: STRING
// param $only: STRING
// index: skill_id
// cost: the spellings and neighbours of the skill
MATCH (s:Skill {id: $skill})
CALL (s) {
  MATCH (:SkillAlias)-[r:ALIAS_OF]->(s) WHERE r.was = $only DELETE r
}
CALL (s) {
  MATCH (s)-[r:BROADER|RELATED]-(:Skill) WHERE r.was = $only DELETE r
}
