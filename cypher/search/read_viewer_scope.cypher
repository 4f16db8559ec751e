// What the visibility of profiles in an index depends on: ids around the viewer.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// column blocked: LIST<INTEGER>  in a block with the viewer, either way
// column private: LIST<INTEGER>  connections with a PRIVATE profile
// column limited: LIST<INTEGER>  connections with a CONNECTIONS profile
// column connections: LIST<INTEGER>  all connections
// index: member_id
// cost: the viewer's connections, a property read each
MATCH (v:Member {id: $viewer})
WITH COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN DISTINCT x.id } AS blocked,
  COLLECT { MATCH (v)-[:CONNECTED]-(x) RETURN x } AS near
RETURN blocked,
  [x IN near WHERE x:Private | x.id] AS private,
  [x IN near WHERE x.profile_visibility = 'CONNECTIONS' | x.id] AS limited,
  [x IN near | x.id] AS connections
