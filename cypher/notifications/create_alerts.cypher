// Tell members of new matches of their saved searches, each match of a search once.
// access: write
// returns: none
// visibility: none, because the consumer has asked the member's rules, and the list asks them again
// param $rows: LIST<MAP>  id, search, to_id, actor_id, match_kind, match_id, since, most
// index: saved_search_id
// index: notification_to
// timeout: 30 s
UNWIND $rows AS row
CALL (row) {
  MATCH (s:SavedSearch {id: row.search})
  SET s.touched = true
  REMOVE s.touched
  WITH s
  WHERE NOT row.match_id IN coalesce(s.known, []) AND COUNT {
    MATCH (o:Notification)
    WHERE o.to_id = row.to_id AND o.id >= row.since AND o.kind = 'SAVED_SEARCH_MATCH'
  } < row.most
  SET s.known = (coalesce(s.known, []) + [row.match_id])[-5000..]
  CREATE (:Notification {
    id: row.id, to_id: row.to_id, actor_id: row.actor_id, kind: 'SAVED_SEARCH_MATCH',
    search_id: row.search, match_kind: row.match_kind, match_id: row.match_id,
    created_at: datetime()
  })
}
