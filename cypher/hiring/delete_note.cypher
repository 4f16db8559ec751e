// A note of a prospect is no more, where it is the viewer's.
// access: write
// returns: one
// visibility: none, because the prospect was decided on before
// param $key: STRING
// param $id: INTEGER
// param $viewer: INTEGER
// column deleted: INTEGER
// index: prospect_key
MATCH (x:Prospect {key: $key})
WITH DISTINCT x
MATCH (x)-[:NOTED]->(n:ProspectNote)
WHERE n.id = $id AND n.author_id = $viewer
DETACH DELETE n
RETURN count(*) AS deleted
