// The vectors of skills, as they were derived last.
// access: read
// returns: one
// visibility: none, because they tell of skills and jobs, which are public
// column version: STRING
// column ids: LIST<STRING>
// column vectors: BYTES  float32, little-endian: for each id as many
// index: skill_vectors_name
// cost: what is stored, some megabytes
MATCH (t:SkillVectors {name: 'skills'})
RETURN t.version AS version, t.ids AS ids, t.vectors AS vectors
LIMIT 1
