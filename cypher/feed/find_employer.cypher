// Whether a member works for a company now; no row where there is no such company.
// access: read
// returns: one
// visibility: none, because companies are public and the position is the viewer's own
// param $viewer: INTEGER
// param $company: INTEGER
// param $today: DATE
// column works_there: BOOLEAN
// index: company_id
MATCH (c:Company {id: $company})
RETURN EXISTS {
  MATCH (c)<-[w:WORKED_AT]-(:Member {id: $viewer}) WHERE w.ended IS NULL OR w.ended >= $today
} AS works_there
