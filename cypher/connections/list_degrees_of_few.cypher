// How far a few members are from the viewer: a shortest path each, looked at afterwards.
//
// The shortest path is searched without looking at who is on it, which is cheap. Where a member on
// it is invisible, the degree is -1: then ask connections/list_degrees, which knows for sure.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  a few, and not the viewer's
// column id: INTEGER
// column degree: INTEGER  1 to 3; -1: not told by the path found; no row for the others
// index: member_id
// cost: two neighbourhoods an id, at most
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE m <> v AND NOT m IN blocked
MATCH p = shortestPath((v)-[:CONNECTED*..3]-(m))
WITH id, length(p) AS degree, blocked, nodes(p) AS steps
WHERE degree = 1 OR NOT last(steps):Private
RETURN id, CASE
  WHEN any(x IN steps[1..-1] WHERE x IN blocked) THEN -1
  WHEN degree = 3 AND steps[2]:Private THEN -1
  ELSE degree
END AS degree
LIMIT 500
