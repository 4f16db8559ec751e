// From how many jobs the vectors of skills were derived, and when; and how many there are.
// access: read
// returns: one
// visibility: none, because only a worker asks
// column jobs: INTEGER
// column derived_from: INTEGER
// column derived_at: STRING
// index: skill_vectors_name
WITH COUNT { (:Job) } AS jobs
OPTIONAL MATCH (t:SkillVectors {name: 'skills'})
RETURN jobs, t.jobs AS derived_from, toString(t.derived_at) AS derived_at
LIMIT 1
