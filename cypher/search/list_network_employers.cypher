// The companies where connections of the viewer work now, as a condition for the index.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// column names: LIST<STRING>
// column ids: LIST<INTEGER>
// index: member_id
// cost: the viewer's connections and their positions
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
WITH v, COLLECT {
  MATCH (v)-[:CONNECTED]-(m:Member)-[w:WORKED_AT]->(c:Company)
  WHERE NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
    AND (w.ended IS NULL OR w.ended >= date())
  RETURN DISTINCT c
} AS companies
RETURN [c IN companies | c.name] AS names, [c IN companies | c.id] AS ids
