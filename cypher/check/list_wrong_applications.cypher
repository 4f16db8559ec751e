// Applications whose ends, key, status or history are not what they say.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: UnionNodeByLabelsScan, because a check looks at everything
// timeout: 300 s
MATCH (a:Application)
WHERE COUNT { (:Member)-[:APPLIED]->(a) } <> 1 OR COUNT { (a)-[:FOR]->(:Job) } <> 1
   OR NOT EXISTS { MATCH (m:Member)-[:APPLIED]->(a) WHERE m.id = a.member_id }
   OR NOT EXISTS { MATCH (a)-[:FOR]->(j:Job) WHERE j.id = a.job_id }
   OR a.key <> toString(a.job_id) + ':' + toString(a.member_id)
   OR NOT last(a.history) STARTS WITH a.status + ' '
   OR NOT head(a.history) STARTS WITH 'APPLIED '
RETURN a.key AS example
LIMIT 1000
