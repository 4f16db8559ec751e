// Prospects are in their project no longer; what was noted of them is gone.
// access: write
// returns: none
// visibility: none, because the members were decided on before
// param $keys: LIST<STRING>
// index: prospect_key
UNWIND $keys AS key
MATCH (x:Prospect {key: key})
OPTIONAL MATCH (x)-[:NOTED]->(n:ProspectNote)
DETACH DELETE x, n
