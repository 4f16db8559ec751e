// Properties of relationships by type, name and value type; of those with listed values, by value too.
// access: read
// returns: many
// visibility: none, because operators only see it
// param $enumerated: LIST<STRING>  names of properties with few possible values
// column relationship: STRING
// column name: STRING
// column type: STRING  as valueType() gives it
// column value: STRING  or null
// column count: INTEGER
// allow: DirectedAllRelationshipsScan, because a check looks at everything
// timeout: 300 s
MATCH ()-[r]->()
UNWIND keys(r) AS name
WITH type(r) AS relationship, name, valueType(r[name]) AS type,
     CASE WHEN name IN $enumerated THEN toStringOrNull(r[name]) END AS value
RETURN relationship, name, type, value, count(*) AS count
LIMIT 10000
