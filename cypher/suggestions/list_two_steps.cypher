// Who is one and two steps away from the viewer, friend by friend, as nodes.
//
// Nodes and not ids, which would have to be read of each. Friends with few connections come first:
// they tell the most and cost the least. The last one may have been cut by $most. Degrees are those
// of the viewer's sub-graph.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $considered: INTEGER  at most this many friends, the latest
// param $friends: INTEGER     of these so many are expanded, the least-connected
// param $most: INTEGER        at most this many steps from friends
// column me: INTEGER           the viewer's node
// column friends: LIST<INTEGER>  the nodes of all friends
// column near: LIST<LIST>      of each expanded friend its node, its degree and the nodes around it
// index: member_id
// cost: $most steps, and a degree for each of $considered friends
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v, blocked, n1) {
  UNWIND n1[..$considered] AS f
  WITH v, blocked, n1, f, COUNT { (f)-[:CONNECTED]-() } AS degree
  ORDER BY degree, id(f) LIMIT $friends
  MATCH (f)-[:CONNECTED]-(x)  // without a label, which would be read of each
  WHERE NOT x IN blocked AND (NOT x:Private OR x = v OR x IN n1)
  WITH f, degree, x LIMIT $most
  WITH f, degree, collect(id(x)) AS around
  RETURN collect([id(f), degree, around]) AS near
}
RETURN id(v) AS me, [f IN n1 | id(f)] AS friends, near
