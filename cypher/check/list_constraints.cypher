// The uniqueness constraints of the store.
// access: read
// returns: many
// visibility: none, because operators only see it
// column kind: STRING                     label or relationship type
// column properties: LIST<STRING>
SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type
WHERE type CONTAINS 'UNIQUENESS'
RETURN labelsOrTypes[0] AS kind, properties
LIMIT 1000
