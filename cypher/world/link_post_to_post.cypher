// Relationships from Post to Post, from the rows of a part file.
// access: write
// returns: none
// visibility: none, because it writes what the operator imports
// param $rows: LIST<MAP>  type, start and end (keys), properties
// index: post_id
// allow: CartesianProduct, because each side of it is one node, found by its key
// cost: rows
// timeout: 120 s
UNWIND $rows AS row
MATCH (start:Post {id: row.start})
MATCH (end:Post {id: row.end})
CREATE (start)-[link:$(row.type)]->(end)
SET link = row.properties
