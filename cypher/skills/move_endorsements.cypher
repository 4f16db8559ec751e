// Endorsements of one skill become those of another; whoever gave both gave one.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $skill: STRING
// param $into: STRING
// param $only: STRING  only what came from this skill; null: all
// param $was: STRING   kept on what is moved
// param $limit: INTEGER
// column moved: INTEGER
// index: skill_id
// index: endorsement_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the endorsements of the skill
MATCH (s:Skill {id: $skill})
MATCH (t:Skill {id: $into})
MATCH (s)<-[o:OF_SKILL]-(e:Endorsement)
WHERE $only IS NULL OR e.was = $only
WITH t, o, e, split(e.id, ':') AS part LIMIT $limit
WITH t, o, e, part[0] + ':' + part[1] + ':' + $into AS id
WITH t, o, e, id, EXISTS { (:Endorsement {id: id}) } AS there
CALL (t, o, e, id, there) {
  WITH t, o, e, id WHERE NOT there
  CREATE (e)-[:OF_SKILL]->(t)
  SET e.id = id, e.was = $was
  DELETE o
}
CALL (e, there) {
  WITH e WHERE there
  DETACH DELETE e
}
RETURN count(*) AS moved
