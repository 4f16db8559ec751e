// A merged skill is a skill again, as it was.
// access: write
// returns: none
// visibility: none, because operators only run it
// param $skill: STRING
// index: merged_skill_id
// index: skill_id
MATCH (r:MergedSkill {id: $skill})
MATCH (t:Skill {id: r.into})
SET t.former = nullIf([one IN t.former WHERE one <> r.name], []),
    t.aliases = nullIf(
      [one IN t.aliases WHERE NOT one IN coalesce(r.aliases, []) + r.name], [])
CREATE (s:Skill {id: r.id})
SET s.name = r.name, s.kind = r.kind, s.verified = r.verified, s.aliases = r.aliases
DELETE r
