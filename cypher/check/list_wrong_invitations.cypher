// Invitations whose ends are not those they name, or whose key while open is wrong.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: UnionNodeByLabelsScan, because a check looks at everything
// timeout: 300 s
MATCH (i:Invitation)
WHERE COUNT { (:Member)-[:SENT]->(i) } <> 1 OR COUNT { (i)-[:TO]->(:Member) } <> 1
   OR NOT EXISTS { MATCH (a:Member)-[:SENT]->(i) WHERE a.id = i.from_id }
   OR NOT EXISTS { MATCH (i)-[:TO]->(b:Member) WHERE b.id = i.to_id }
   OR i.from_id = i.to_id
   OR i.pair <> toString(CASE WHEN i.from_id < i.to_id THEN i.from_id ELSE i.to_id END) + ':' +
        toString(CASE WHEN i.from_id < i.to_id THEN i.to_id ELSE i.from_id END)
   OR (i.status = 'OPEN') <> (coalesce(i.open_pair, '') = i.pair)
   OR (i.status = 'OPEN') <> (i.answered_at IS NULL)
RETURN toString(i.id) AS example
LIMIT 1000
