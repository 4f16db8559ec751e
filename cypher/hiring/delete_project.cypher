// A project is no more, nor who was in it, nor what was noted of them.
// access: write
// returns: none
// visibility: none, because the seat was decided on before
// param $id: INTEGER
// index: project_id
// cost: the project
MATCH (p:Project {id: $id})
CALL (p) {
  MATCH (p)-[:LISTS]->(x:Prospect)
  OPTIONAL MATCH (x)-[:NOTED]->(n:ProspectNote)
  DETACH DELETE x, n
}
DETACH DELETE p
