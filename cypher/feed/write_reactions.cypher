// Reactions from Redis as they are now; twice the same is as once.
//
// Only the holder of the lease writes: a process that was slow must not write what is old.
// access: write
// returns: one
// visibility: none, because it writes what was decided when the members reacted
// param $owner: STRING  the holder of the lease
// param $rows: LIST<MAP>  post, member, kind (empty: none), at_ms since 1970
// column held: BOOLEAN  false: nothing was written
// index: lease_name
// index: member_id
// index: post_id
// timeout: 20 s
MATCH (l:Lease {name: 'reactions'})
SET l.touched = true
REMOVE l.touched
WITH l, l.owner = $owner AND l.until > datetime() AS held
CALL (held) {
  UNWIND CASE WHEN held THEN $rows ELSE [] END AS row
  MATCH (m:Member {id: row.member})
  CALL (m, row) {
    MATCH (p:Post {id: row.post})
    CALL (m, p, row) {
      WITH m, p, row WHERE row.kind = ''
      MATCH (m)-[r:REACTED]->(p)
      DELETE r
    }
    CALL (m, p, row) {
      WITH m, p, row WHERE row.kind <> ''
      MERGE (m)-[r:REACTED]->(p)
      SET r.kind = row.kind, r.at = datetime({epochMillis: row.at_ms})
    }
  }
}
RETURN held
