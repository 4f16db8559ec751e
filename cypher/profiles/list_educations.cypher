// The educations of some members, newest first.
// access: read
// returns: many
// visibility: none, because the caller has decided which members are shown in full
// param $ids: LIST<INTEGER>  at most 500
// column member: INTEGER
// column school: MAP
// column degree: STRING
// column field: STRING
// column started: DATE
// column ended: DATE
// index: member_id
// cost: an expand an education
UNWIND $ids AS id
MATCH (m:Member {id: id})-[w:STUDIED_AT]->(c:School)
RETURN m.id AS member, properties(c) AS school, w.degree AS degree, w.field AS field,
       w.started AS started, w.ended AS ended
ORDER BY member, coalesce(w.ended, date('9999-12-31')) DESC,
         coalesce(w.started, date('0001-01-01')) DESC, c.id, degree
LIMIT 25000
