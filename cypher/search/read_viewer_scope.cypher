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
RETURN COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN DISTINCT x.id } AS blocked,
  COLLECT { MATCH (v)-[:CONNECTED]-(x:Private) RETURN x.id } AS private,
  COLLECT {
    MATCH (v)-[:CONNECTED]-(x:Member) WHERE x.profile_visibility = 'CONNECTIONS' RETURN x.id
  } AS limited,
  COLLECT { MATCH (v)-[:CONNECTED]-(x:Member) RETURN x.id } AS connections
