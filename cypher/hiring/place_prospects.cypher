// Prospects get a stage and a rank in it.
// access: write
// returns: none
// visibility: none, because the members were decided on before
// param $rows: LIST<MAP>  key, stage, rank
// index: prospect_key
UNWIND $rows AS row
MATCH (x:Prospect {key: row.key})
SET x.stage = row.stage, x.rank = row.rank
