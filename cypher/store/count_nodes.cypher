// How many nodes of the main kinds and connections there are, from the count store.
// access: read
// returns: one
// visibility: none, because totals of the whole network name nobody
// column members: INTEGER
// column connections: INTEGER
// column companies: INTEGER
// column jobs: INTEGER
// column posts: INTEGER
// column skills: INTEGER
// cost: six reads of the count store
// allow: CartesianProduct, because each count is one row
CALL () { MATCH (n:Member) RETURN count(n) AS members }
CALL () { MATCH ()-[c:CONNECTED]->() RETURN count(c) AS connections }
CALL () { MATCH (n:Company) RETURN count(n) AS companies }
CALL () { MATCH (n:Job) RETURN count(n) AS jobs }
CALL () { MATCH (n:Post) RETURN count(n) AS posts }
CALL () { MATCH (n:Skill) RETURN count(n) AS skills }
RETURN members, connections, companies, jobs, posts, skills
