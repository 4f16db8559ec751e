// Prospects get tags.
// access: write
// returns: none
// visibility: none, because the members were decided on before
// param $rows: LIST<MAP>  key, tags: null for none
// index: prospect_key
UNWIND $rows AS row
MATCH (x:Prospect {key: row.key})
SET x.tags = row.tags
