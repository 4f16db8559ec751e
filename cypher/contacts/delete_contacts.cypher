// Forget the contacts that the viewer imported, and the hashes that nobody else keeps.
// access: write
// returns: one
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// column deleted: INTEGER
// index: member_id
// cost: the viewer's contacts
MATCH (v:Member {id: $viewer})
CALL (v) {
  MATCH (v)-[h:HAS_CONTACT]->(c:Contact)
  DELETE h
  WITH c
  CALL (c) {
    WITH c WHERE COUNT { (c)<-[:HAS_CONTACT]-() } = 0
    DELETE c
  }
  RETURN count(*) AS deleted
}
RETURN deleted
