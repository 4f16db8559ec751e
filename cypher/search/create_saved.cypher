// Save a search of the viewer and what it awaits.
// access: write
// returns: none
// visibility: none, because it is the viewer's own; matches are cut when they are told
// param $id: INTEGER
// param $viewer: INTEGER
// param $kind: STRING
// param $name: STRING
// param $query: STRING
// param $filter: STRING
// param $tree: STRING
// param $known: LIST<INTEGER>
// param $terms: LIST<STRING>  at most 200
// param $now: DATETIME
// index: alert_term_key
CREATE (s:SavedSearch {
  id: $id, member_id: $viewer, kind: $kind, name: $name, query: $query, filter: $filter,
  tree: $tree, known: CASE WHEN size($known) > 0 THEN $known END, created_at: $now
})
WITH s
UNWIND $terms AS term
MERGE (t:AlertTerm {key: term})
CREATE (s)-[:AWAITS]->(t)
