// The skills that a job asks for, essential ones first.
// access: read
// returns: many
// visibility: none, because jobs and skills are public
// param $job: INTEGER
// param $limit: INTEGER
// column id: STRING
// column name: STRING
// column essential: BOOLEAN
// column asked: INTEGER     jobs that require it
// column near: LIST<STRING>  ids of those that are broader, narrower or related
// column jobs: INTEGER      there are, in all
// column vectors: STRING    the version of the vectors of skills
// index: job_id
// index: skill_vectors_name
// cost: the skills of the job × those near one
OPTIONAL MATCH (t:SkillVectors {name: 'skills'})
WITH t.version AS vectors, COUNT { (:Job) } AS jobs
MATCH (:Job {id: $job})-[r:REQUIRES]->(s:Skill)
RETURN coalesce(s.into, s.id) AS id, s.name AS name, r.essential AS essential,
  COUNT { (s)<-[:REQUIRES]-() } AS asked, COLLECT {
    MATCH (s)-[:BROADER|RELATED]-(n:Skill) RETURN DISTINCT coalesce(n.into, n.id)
  } AS near, jobs, vectors
ORDER BY essential DESC, name, id LIMIT $limit
