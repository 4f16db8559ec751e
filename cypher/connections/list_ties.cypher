// What speaks for the strength of the tie between two connected members, for each of some pairs.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $groups: LIST<LIST>  a member and the members whose tie to it is asked for; 200 pairs
// column pair: LIST<INTEGER>
// column since: DATETIME    when they connected
// column mutual: INTEGER    connections of both, on the viewer's sub-graph; at most 50 are counted
// column colleagues: INTEGER  employers where they were at the same time
// column schoolmates: INTEGER  schools where they were at the same time
// column interactions: INTEGER  endorsements either way; at most 20 are counted
// index: member_id
// cost: the neighbours of each group's member, once, and up to 1,000 of each other member
// allow: CartesianProduct, because the two ends of a pair are one row each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $groups AS members
MATCH (a:Member {id: members[0]})
WITH v, blocked, a, members, COLLECT { MATCH (a)-[:CONNECTED]-(y) RETURN y } AS around
UNWIND members[1] AS id
MATCH (b:Member {id: id})
MATCH (a)-[r:CONNECTED]-(b)
RETURN [a.id, b.id] AS pair, r.connected_at AS since,
  COUNT {
    MATCH (b)-[:CONNECTED]-(y)
    WITH y LIMIT 1000
    WHERE y IN around
    WITH y
    WHERE NOT y IN blocked AND (NOT y:Private OR y = v OR EXISTS { (y)-[:CONNECTED]-(v) })
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
