// The skills that a job asks for, in place of those before.
// access: write
// returns: none
// visibility: none, because jobs and skills are public
// param $id: INTEGER
// param $skills: LIST<LIST>  [id, essential], at most 50
// index: job_id
// index: skill_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (j:Job {id: $id})
CALL (j) { MATCH (j)-[r:REQUIRES]->(:Skill) DELETE r }
UNWIND $skills AS one
MATCH (s:Skill {id: one[0]})
CREATE (j)-[:REQUIRES {essential: one[1]}]->(s)
