// How many public members follow a company and work there now.
// access: read
// returns: one
// visibility: public
// param $company: INTEGER
// param $today: DATE
// column followers: INTEGER
// column employees: INTEGER
// index: company_id
// cost: followers and positions of the company
MATCH (c:Company {id: $company})
RETURN COUNT {
    MATCH (c)<-[:FOLLOWS]-(m:Member) WHERE m.profile_visibility = 'PUBLIC' RETURN DISTINCT m
  } AS followers,
  COUNT {
    MATCH (c)<-[w:WORKED_AT]-(m:Member)
    WHERE m.profile_visibility = 'PUBLIC' AND (w.ended IS NULL OR w.ended >= $today)
    RETURN DISTINCT m
  } AS employees
