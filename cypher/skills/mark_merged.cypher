// From the commit on a skill is another for whoever reads: it has the other's name, and its id as
// `into`. What it was is kept; what was merged into it before leads on.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $first: STRING   the two ids, the lower one first: locks are taken in this order
// param $second: STRING
// param $skill: STRING
// param $into: STRING
// param $now: DATETIME
// column marked: BOOLEAN  false where one of them is being merged already
// index: skill_id
// index: skill_into
// index: merged_skill_id
// index: merged_skill_into
// allow: CartesianProduct, because all are one node, found by key
MATCH (one:Skill {id: $first})
SET one.touched = true
REMOVE one.touched
WITH one
MATCH (other:Skill {id: $second})
SET other.touched = true
REMOVE other.touched
WITH CASE WHEN $first = $skill THEN one ELSE other END AS s,
     CASE WHEN $first = $skill THEN other ELSE one END AS t
WITH s, t, s.into IS NULL AND t.into IS NULL AND NOT EXISTS { (:Skill {into: $skill}) } AS free
CALL (s, t, free) {
  WITH s, t WHERE free
  MERGE (r:MergedSkill {id: $skill})
  SET r.name = s.name, r.kind = s.kind, r.verified = s.verified, r.aliases = s.aliases,
      r.into = $into, r.at = $now
  WITH s, t
  SET t.former = coalesce(t.former, []) + s.name + coalesce(s.former, []),
      t.aliases = coalesce(t.aliases, [])
        + [a IN [s.name] + coalesce(s.aliases, []) WHERE NOT a IN coalesce(t.aliases, []) + t.name]
  SET s.into = $into, s.name = t.name, s.kind = t.kind, s.verified = t.verified,
      s.aliases = t.aliases
  WITH s, t
  MATCH (r:MergedSkill {into: $skill})
  SET r.into = $into
}
RETURN free AS marked
