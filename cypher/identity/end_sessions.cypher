// End sessions of an account; the ids of those that had not ended.
// access: write
// returns: many
// visibility: none, because they are the viewer's own
// param $account: INTEGER
// param $ids: LIST<INTEGER>  these only; null for all
// param $but: INTEGER        not this one; null for none
// param $now: DATETIME
// column id: INTEGER
// index: account_id
// cost: the account's sessions
MATCH (:Account {id: $account})-[:HAS_SESSION]->(s:Session)
WHERE s.ended_at IS NULL AND ($ids IS NULL OR s.id IN $ids) AND ($but IS NULL OR s.id <> $but)
SET s.ended_at = $now
RETURN s.id AS id LIMIT 10000
