// Sets what an analysis found of members: the properties that `scores` maps, and nothing else.
// access: write
// returns: none
// visibility: none, because only an operator writes them and they are computed from public profiles
// param $rows: LIST<MAP>
// index: member_id
// cost: |$rows|
UNWIND $rows AS row
MATCH (m:Member {id: row.id})
SET m += row.scores
