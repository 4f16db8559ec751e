// Members of the analysts' graph after one by id, each with those of higher id they are tied to.
// access: read
// returns: many
// visibility: public
// param $after: INTEGER
// param $limit: INTEGER
// column id: INTEGER
// column others: LIST<INTEGER>
// index: member_id
// cost: $limit × mean degree
// timeout: 60 s
MATCH (m:Member)
WHERE m.id > $after
  AND m.profile_visibility = 'PUBLIC'
  AND coalesce(m.connections_visibility, 'CONNECTIONS') <> 'SELF'
WITH m ORDER BY m.id LIMIT $limit
RETURN m.id AS id,
       COLLECT {
         MATCH (m)-[:CONNECTED]->(o:Member)
         WHERE o.profile_visibility = 'PUBLIC'
           AND coalesce(o.connections_visibility, 'CONNECTIONS') <> 'SELF'
         RETURN o.id
       } AS others
