// Projects without their company, of several, for a job of another company, or without stages.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (p:Project)
WHERE COUNT { (:Company)-[:RUNS]->(p) } <> 1 OR COUNT { (p)-[:HIRES_FOR]->(:Job) } > 1
   OR size(p.stages) = 0
   OR EXISTS { MATCH (p)-[:HIRES_FOR]->(j:Job) WHERE NOT EXISTS { (p)<-[:RUNS]-(:Company)-[:OFFERS]->(j) } }
RETURN toString(p.id) AS example
LIMIT 1000
