// Properties of nodes by label set, name and type; of those with listed values, by value too.
// access: read
// returns: many
// visibility: none, because operators only see it
// param $enumerated: LIST<STRING>  names of properties with few possible values
// column labels: LIST<STRING>
// column name: STRING
// column type: STRING    as valueType() gives it
// column value: STRING   or null; "negative" of an id below 0
// column count: INTEGER
// allow: AllNodesScan, because a check looks at everything
// timeout: 300 s
MATCH (n)
UNWIND keys(n) AS name
WITH labels(n) AS labels, name, valueType(n[name]) AS type,
     CASE
       WHEN name IN $enumerated THEN toStringOrNull(n[name])
       WHEN name = 'id' AND n.id < 0 THEN 'negative'
     END AS value
RETURN labels, name, type, value, count(*) AS count
LIMIT 10000
