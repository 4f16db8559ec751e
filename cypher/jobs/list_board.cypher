// Some applications to a job, newest first, with who applies and how they fit; less those in a block
// with the viewer. The fit is that of list_candidates.
// access: read
// returns: many
// visibility: none, because applicants show themselves to the company; blocks are obeyed
// param $viewer: INTEGER
// param $job: INTEGER
// param $ids: LIST<INTEGER>  applications, at most 1000
// param $skill: STRING       null, or what applicants have
// param $least: FLOAT        null, or the least fit
// param $optional: FLOAT
// param $breadth: FLOAT
// column application: MAP
// column member: MAP
// column fit: FLOAT
// index: member_id
// index: job_id
// index: application_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the skills of each applicant
MATCH (v:Member {id: $viewer})
MATCH (j:Job {id: $job})
WITH toFloat(COUNT { (:Member) }) AS members,
     COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT {
       MATCH (j)-[r:REQUIRES]->(s:Skill)
       WITH s, r.essential AS essential, COUNT { (s)<-[:HAS_SKILL]-() } AS held
       RETURN [s, held, CASE WHEN essential THEN 1.0 ELSE $optional END]
     } AS wanted
WITH *, [w IN wanted | w[0]] AS asked, reduce(all = 0.0, w IN wanted |
       all + w[2] * log(1.0 + members / (CASE WHEN w[1] > 0 THEN w[1] ELSE 1 END))) AS full
UNWIND $ids AS id
MATCH (a:Application {id: id})
USING INDEX a:Application(id)
WITH * WHERE a.job_id = $job
MATCH (m:Member)-[:APPLIED]->(a)
WHERE NOT m IN blocked AND ($skill IS NULL OR EXISTS {
  MATCH (m)-[:HAS_SKILL]->(s:Skill) WHERE s.id = $skill OR s.into = $skill
})
CALL (members, wanted, asked, m) {
  MATCH (m)-[:HAS_SKILL]->(s:Skill)
  WITH wanted, asked, s, log(1.0 + members / COUNT { (s)<-[:HAS_SKILL]-() }) AS weight
  RETURN sum(weight) AS own, sum(CASE WHEN s IN asked THEN weight
    * head([w IN wanted WHERE w[0] = s | w[2]]) ELSE 0.0 END) AS shared
}
WITH a, m, CASE WHEN full > 0.0 AND own > 0.0
  THEN round(shared / (full ^ $breadth * own ^ (1.0 - $breadth)), 6) ELSE 0.0 END AS fit
WHERE $least IS NULL OR fit >= $least
RETURN properties(a) AS application, m {.*, created_at: toString(m.created_at)} AS member, fit
ORDER BY a.id DESC LIMIT 1000
