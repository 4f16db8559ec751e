// How many nodes there are of each kind that is indexed, for the progress of a rebuild.
// access: read
// returns: one
// visibility: none, because only the operator sees these numbers
// column member: INTEGER
// column job: INTEGER
// column company: INTEGER
// column post: INTEGER
// column school: INTEGER
// column skill: INTEGER
// column place: INTEGER
// allow: CartesianProduct, because each side of it is one row
// cost: seven reads of the count store
CALL () { MATCH (n:Member) RETURN count(n) AS member }
CALL () { MATCH (n:Job) RETURN count(n) AS job }
CALL () { MATCH (n:Company) RETURN count(n) AS company }
CALL () { MATCH (n:Post) RETURN count(n) AS post }
CALL () { MATCH (n:School) RETURN count(n) AS school }
CALL () { MATCH (n:Skill) RETURN count(n) AS skill }
CALL () { MATCH (n:Place) RETURN count(n) AS place }
RETURN member, job, company, post, school, skill, place
