// Merges of skills that did not finish (`proconnect skills merge` goes on), and redirects to nowhere.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (r:MergedSkill)
WHERE EXISTS { (:Skill {id: r.id}) } OR NOT EXISTS { (:Skill {id: r.into}) }
RETURN r.id AS example
LIMIT 1000
