// Accounts without their member, with the address of another, or that nobody can log into.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (a:Account)
WHERE COUNT { (a)-[:ACCOUNT_OF]->(:Member) } <> 1
   OR NOT EXISTS { MATCH (a)-[:ACCOUNT_OF]->(m:Member) WHERE m.id = a.id }
   OR EXISTS {
     MATCH (a)-[:ACCOUNT_OF]->(m:Member) WHERE coalesce(m.address_key <> a.address_key, true)
   }
   OR (a.password IS NULL AND NOT EXISTS { (:ExternalLogin)-[:LOGS_INTO]->(a) })
RETURN toString(a.id) AS example
LIMIT 1000
