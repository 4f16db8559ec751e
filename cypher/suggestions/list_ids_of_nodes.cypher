// The ids of members by their nodes.
// access: read
// returns: many
// visibility: none, because the nodes were found on the viewer's sub-graph
// param $nodes: LIST<INTEGER>  at most 1,000
// column node: INTEGER
// column id: INTEGER
// cost: a node each
UNWIND $nodes AS node
MATCH (m:Member) WHERE id(m) = node
RETURN node, m.id AS id
LIMIT 1000
