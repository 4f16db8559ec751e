// What speaks for the strength of the tie between two connected members, for each of some pairs.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $pairs: LIST<LIST>  pairs of ids, at most 200
// column pair: LIST<INTEGER>
// column since: DATETIME    when they connected
// column mutual: INTEGER    connections of both, on the viewer's sub-graph; at most 50 are counted
// column colleagues: INTEGER  employers where they were at the same time
// column schoolmates: INTEGER  schools where they were at the same time
// column interactions: INTEGER  endorsements either way; at most 20 are counted
// index: member_id
// cost: up to 300 neighbours of the less connected of each pair, and a test each
// allow: CartesianProduct, because the two ends of a pair are one row each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $pairs AS pair
MATCH (a:Member {id: pair[0]})
MATCH (b:Member {id: pair[1]})
MATCH (a)-[r:CONNECTED]-(b)
WITH v, blocked, pair, a, b, r, COUNT { (a)-[:CONNECTED]-() } < COUNT { (b)-[:CONNECTED]-() } AS less
WITH *, CASE WHEN less THEN a ELSE b END AS few, CASE WHEN less THEN b ELSE a END AS many
RETURN pair, r.connected_at AS since,
  COUNT {
    MATCH (few)-[:CONNECTED]-(y:Member)
    WITH y LIMIT 300
    WHERE NOT y IN blocked AND EXISTS { (y)-[:CONNECTED]-(many) }
      AND (NOT y:Private OR y = v OR EXISTS { (y)-[:CONNECTED]-(v) })
    RETURN y LIMIT 50
  } AS mutual,
  COUNT {
    MATCH (a)-[one:WORKED_AT]->(c:Company)<-[other:WORKED_AT]-(b)
    WHERE coalesce(one.started, date('0001-01-01')) <= coalesce(other.ended, date('9999-12-31'))
      AND coalesce(other.started, date('0001-01-01')) <= coalesce(one.ended, date('9999-12-31'))
    RETURN DISTINCT c
  } AS colleagues,
  COUNT {
    MATCH (a)-[one:STUDIED_AT]->(s:School)<-[other:STUDIED_AT]-(b)
    WHERE coalesce(one.started, date('0001-01-01')) <= coalesce(other.ended, date('9999-12-31'))
      AND coalesce(other.started, date('0001-01-01')) <= coalesce(one.ended, date('9999-12-31'))
    RETURN DISTINCT s
  } AS schoolmates,
  COUNT {
    UNWIND [[a, b], [b, a]] AS way
    WITH way[0] AS giver, way[1] AS taker
    MATCH (giver)-[:ENDORSED]->(e:Endorsement)-[:OF_MEMBER]->(taker)
    RETURN e LIMIT 20
  } AS interactions
LIMIT 200
