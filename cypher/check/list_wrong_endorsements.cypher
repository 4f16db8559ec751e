// Endorsements without exactly one giver, receiver and skill, by oneself, or whose id says otherwise.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (e:Endorsement)
WHERE COUNT { (e)<-[:ENDORSED]-() } <> 1 OR COUNT { (e)-[:OF_MEMBER]->() } <> 1
   OR COUNT { (e)-[:OF_SKILL]->() } <> 1
   OR NOT EXISTS {
     MATCH (giver:Member)-[:ENDORSED]->(e)-[:OF_MEMBER]->(member:Member), (e)-[:OF_SKILL]->(skill:Skill)
     WHERE giver <> member
       AND e.id = toString(giver.id) + ':' + toString(member.id) + ':' + skill.id
   }
RETURN e.id AS example
LIMIT 1000
