// Forget the contacts that the viewer imported.
// access: write
// returns: one
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// column deleted: INTEGER
// index: member_id
// cost: the viewer's contacts
MATCH (v:Member {id: $viewer})
CALL (v) {
  MATCH (v)-[:HAS_CONTACT]->(c:Contact)
  DETACH DELETE c
  RETURN count(*) AS deleted
}
RETURN deleted
