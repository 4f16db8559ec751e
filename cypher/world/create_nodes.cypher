// Nodes of any labels, from the rows of a part file.
// access: write
// returns: none
// visibility: none, because it writes what the operator imports
// param $rows: LIST<MAP>  labels, properties, and location as [latitude, longitude] or null
// cost: rows
// timeout: 120 s
UNWIND $rows AS row
CREATE (n:$(row.labels))
SET n = row.properties
SET n.location = CASE
  WHEN row.location IS NULL THEN null
  ELSE point({latitude: row.location[0], longitude: row.location[1]})
END
