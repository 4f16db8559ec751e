// Skills that are being merged into another.
// access: read
// returns: many
// visibility: none, because operators only see it
// param $into: STRING
// column id: STRING
// index: skill_into
MATCH (s:Skill {into: $into})
RETURN s.id AS id LIMIT 100
