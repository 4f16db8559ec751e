// The saved searches that await one of some terms, in the order of their ids.
// access: read
// returns: many
// visibility: none, because each match is cut by its member's rules before it is told
// param $terms: LIST<STRING>
// param $ids: LIST<INTEGER>  what is held against them
// param $after: INTEGER  only ids above it
// param $limit: INTEGER
// column search: INTEGER
// column member: INTEGER
// column filter: STRING
// column tree: STRING
// column known: LIST<INTEGER>  those of $ids that are no news
// column awaited: LIST<STRING>
// index: alert_term_key
// cost: saved searches of the terms
UNWIND $terms AS term
MATCH (t:AlertTerm {key: term})<-[:AWAITS]-(s:SavedSearch)
WHERE s.id > $after
WITH s, collect(term) AS awaited
RETURN s.id AS search, s.member_id AS member, s.filter AS filter, s.tree AS tree,
       [id IN $ids WHERE id IN coalesce(s.known, [])] AS known, awaited
ORDER BY search LIMIT $limit
