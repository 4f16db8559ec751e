// Spellings that do not lead to exactly one skill.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (a:SkillAlias)
WHERE COUNT { (a)-[:ALIAS_OF]->(:Skill) } <> 1
RETURN a.key AS example
LIMIT 1000
