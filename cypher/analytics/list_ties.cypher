// Members of the analysts' graph after one by id, and whom of higher id each is tied to.
// One record a page, because a record costs more than what is in it. The other ends are not looked
// at here: the reader leaves out who is not among the members, which reads each of them once.
// access: read
// returns: one
// visibility: public
// param $after: INTEGER
// param $limit: INTEGER
// column ids: LIST<INTEGER>
// column others: LIST<LIST>   for each of `ids`, in the same order
// index: member_id
// cost: $limit × mean degree
// timeout: 60 s
MATCH (m:Member)
WHERE m.id > $after
  AND m.profile_visibility = 'PUBLIC'
  AND coalesce(m.connections_visibility, 'CONNECTIONS') <> 'SELF'
WITH m ORDER BY m.id LIMIT $limit
WITH m.id AS id, COLLECT { MATCH (m)-[:CONNECTED]->(o:Member) RETURN o.id } AS tied
RETURN collect(id) AS ids, collect(tied) AS others
