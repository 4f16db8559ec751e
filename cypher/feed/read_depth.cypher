// How many comments a comment answers, one through the other.
// access: read
// returns: one
// visibility: none, because it is asked of a comment that the viewer sees
// param $id: INTEGER
// column depth: INTEGER
// index: comment_id
MATCH (c:Comment {id: $id})
RETURN COUNT { (c)-[:REPLIES_TO*1..50]->(:Comment) } AS depth
