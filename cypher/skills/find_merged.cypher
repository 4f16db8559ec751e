// What a skill was before it was merged into another, by one of its spellings.
// access: read
// returns: many
// visibility: none, because operators only see it
// param $into: STRING
// column merged: MAP
// index: merged_skill_into
MATCH (r:MergedSkill {into: $into})
RETURN properties(r) AS merged ORDER BY r.at DESC LIMIT 100
