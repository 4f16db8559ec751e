// The place of a job, in place of the one before; kept where it is new.
// access: write
// returns: none
// visibility: none, because jobs and places are public
// param $id: INTEGER
// param $place: INTEGER       or null
// param $values: MAP          name, country and population
// param $latitude: FLOAT
// param $longitude: FLOAT
// index: job_id
// index: place_id
MATCH (j:Job {id: $id})
SET j.location = point({latitude: $latitude, longitude: $longitude})
WITH j
CALL (j) { MATCH (j)-[r:IN]->(:Place) DELETE r }
CALL (j) {
  WITH j WHERE $place IS NOT NULL
  MERGE (p:Place {id: $place})
  ON CREATE SET p += $values, p.location = j.location
  CREATE (j)-[:IN]->(p)
}
