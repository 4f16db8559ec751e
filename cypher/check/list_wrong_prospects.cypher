// Prospects whose project, member, key or stage are not what they say, or whose place another has.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (x:Prospect)
WHERE x.key <> toString(x.project_id) + ':' + toString(x.member_id)
   OR COUNT { (:Project)-[:LISTS]->(x) } <> 1 OR COUNT { (x)-[:CONSIDERS]->(:Member) } > 1
   OR NOT EXISTS { MATCH (p:Project)-[:LISTS]->(x) WHERE p.id = x.project_id AND x.stage IN p.stages }
   OR EXISTS { MATCH (x)-[:CONSIDERS]->(m:Member) WHERE m.id <> x.member_id }
   OR EXISTS {
     MATCH (y:Prospect {project_id: x.project_id, stage: x.stage, rank: x.rank}) WHERE y <> x
   }
RETURN x.key AS example
LIMIT 1000
