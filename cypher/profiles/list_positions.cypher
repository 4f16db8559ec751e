// The positions of some members, newest first.
// access: read
// returns: many
// visibility: none, because the caller has decided which members are shown in full
// param $ids: LIST<INTEGER>  at most 500
// column member: INTEGER
// column company: MAP
// column title: STRING
// column started: DATE
// column ended: DATE
// index: member_id
// cost: an expand a position
UNWIND $ids AS id
MATCH (m:Member {id: id})-[w:WORKED_AT]->(c:Company)
RETURN m.id AS member, properties(c) AS company, w.title AS title,
       w.started AS started, w.ended AS ended
ORDER BY member, coalesce(w.ended, date('9999-12-31')) DESC,
         coalesce(w.started, date('0001-01-01')) DESC, c.id, w.title
LIMIT 25000
