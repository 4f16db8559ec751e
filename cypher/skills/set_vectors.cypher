// Store the vectors of skills in place of what was there.
// access: write
// returns: none
// visibility: none, because they tell of skills and jobs, which are public
// param $version: STRING
// param $jobs: INTEGER   there were, in all
// param $at: DATETIME
// param $ids: LIST<STRING>
// param $vectors: BYTES  float32, little-endian: for each id as many
// index: skill_vectors_name
// cost: what is stored, some megabytes
MERGE (t:SkillVectors {name: 'skills'})
SET t.version = $version, t.jobs = $jobs, t.derived_at = $at, t.ids = $ids, t.vectors = $vectors
