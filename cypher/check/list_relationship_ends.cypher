// Relationships by type and the labels of both ends, and how many lead back to their start.
// access: read
// returns: many
// visibility: none, because operators only see it
// column type: STRING
// column start: LIST<STRING>
// column end: LIST<STRING>
// column count: INTEGER
// column loops: INTEGER
// allow: DirectedAllRelationshipsScan, because a check looks at everything
// timeout: 300 s
MATCH (a)-[r]->(b)
RETURN type(r) AS type, labels(a) AS start, labels(b) AS end, count(*) AS count,
       sum(CASE WHEN a = b THEN 1 ELSE 0 END) AS loops
LIMIT 10000
