// Open jobs that share skills with the viewer, best fit first.
//
// The weight of a skill is its rarity, log(1 + jobs / jobs that require it), times $optional where
// it is nice to have. Jobs are found from the viewer's skills, rarest first, until $expand
// requirements are followed; of the open ones the $pool with the most matched weight are scored
// exactly: matched weight / weight of all their skills, scaled down below $enough skills.
// access: read
// returns: many
// visibility: none, because jobs and skills are public and the skills asked with are one's own
// param $viewer: INTEGER
// param $as_of: STRING      ISO 8601; jobs that were open then
// param $optional: FLOAT
// param $enough: INTEGER
// param $expand: INTEGER
// param $pool: INTEGER
// param $skip: INTEGER
// param $limit: INTEGER
// column job: INTEGER
// index: member_id
// cost: $expand; then $pool × skills of a job
// cost: of 100,000 jobs: 17 ms with $expand 5,000, 30 with 20,000
MATCH (v:Member {id: $viewer})
WITH datetime($as_of) AS as_of, toFloat(COUNT { (:Job) }) AS jobs, COLLECT {
  MATCH (v)-[:HAS_SKILL]->(s:Skill)
  WITH s, COUNT { (s)<-[:REQUIRES]-() } AS asked WHERE asked > 0
  RETURN [s, asked] ORDER BY asked, s.id
} AS known
WITH as_of, jobs, [k IN known | k[0]] AS mine, [i IN range(0, size(known) - 1)
  WHERE i = 0 OR reduce(all = 0, k IN known[..i + 1] | all + k[1]) <= $expand | known[i]] AS rare
CALL (as_of, jobs, rare) {
  UNWIND rare AS k
  WITH as_of, k[0] AS s, log(1.0 + jobs / k[1]) AS rarity
  CALL (s) { MATCH (s)<-[r:REQUIRES]-(j:Job) RETURN j, r.essential AS essential LIMIT $expand }
  WITH as_of, j, sum(CASE WHEN essential THEN rarity ELSE $optional * rarity END) AS matched
  WHERE j.status = 'OPEN' AND coalesce(j.expires_at > as_of, true)
    AND coalesce(j.posted_at <= as_of, true)
  RETURN j ORDER BY matched DESC, j.id LIMIT $pool
}
CALL (jobs, mine, j) {
  MATCH (j)-[r:REQUIRES]->(s:Skill)
  WITH mine, s, log(1.0 + jobs / COUNT { (s)<-[:REQUIRES]-() })
    * CASE WHEN r.essential THEN 1.0 ELSE $optional END AS weight
  RETURN sum(weight) AS full, sum(CASE WHEN s IN mine THEN weight ELSE 0.0 END) AS matched,
         count(*) AS size
}
WITH j, round(matched, 6) AS matched, round(
  matched / full * CASE WHEN size < $enough THEN 1.0 * size / $enough ELSE 1.0 END, 6) AS score
RETURN j.id AS job
ORDER BY score DESC, matched DESC, coalesce(j.posted_at, datetime('0001-01-01')) DESC, job
SKIP $skip LIMIT $limit
