// Some jobs and the companies that offer them.
// access: read
// returns: many
// visibility: none, because jobs and companies are public
// param $ids: LIST<INTEGER>  at most 500
// column job: MAP
// column company: MAP
// index: job_id
// cost: a seek and an expand an id
UNWIND $ids AS id
MATCH (j:Job {id: id})<-[:OFFERS]-(c:Company)
RETURN properties(j) AS job, properties(c) AS company
LIMIT 500
