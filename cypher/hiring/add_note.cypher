// Something is noted of a prospect.
// access: write
// returns: one
// visibility: none, because the member was decided on before
// param $key: STRING
// param $values: MAP    properties
// param $most: INTEGER  notes of one
// column added: BOOLEAN  false past the most
// index: prospect_key
MATCH (x:Prospect {key: $key})
WITH x, COUNT { (x)-[:NOTED]->() } < $most AS free
CALL (x, free) {
  WITH x WHERE free
  CREATE (x)-[:NOTED]->(n:ProspectNote)
  SET n = $values
}
RETURN free AS added
