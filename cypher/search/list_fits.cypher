// The share of each job's skills that the viewer has, 0 to 1.
// access: read
// returns: one
// visibility: none, because jobs are shown to everybody and the skills are the viewer's own
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// column fits: LIST<LIST>  id, share; jobs without skills are left out
// index: member_id
// cost: the viewer's skills once, and the skills of each job
MATCH (v:Member {id: $viewer})
WITH COLLECT { MATCH (v)-[:HAS_SKILL]->(s:Skill) RETURN s } AS skills
UNWIND $ids AS id
MATCH (j:Job {id: id})
WITH id, skills, COLLECT { MATCH (j)-[:REQUIRES]->(s:Skill) RETURN s } AS required
WHERE required <> []
RETURN collect([id, toFloat(size([s IN required WHERE s IN skills])) / size(required)]) AS fits
