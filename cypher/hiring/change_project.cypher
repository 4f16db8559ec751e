// A project's name, stages and job.
// access: write
// returns: none
// visibility: none, because the seat was decided on before
// param $id: INTEGER
// param $job: INTEGER           null: as it is
// param $name: STRING
// param $stages: LIST<STRING>
// index: project_id
// index: job_id
MATCH (p:Project {id: $id})
SET p.name = $name, p.stages = $stages
WITH p
MATCH (j:Job {id: $job})
OPTIONAL MATCH (p)-[r:HIRES_FOR]->(:Job)
DELETE r
CREATE (p)-[:HIRES_FOR]->(j)
