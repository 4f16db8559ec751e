// The viewer lives in a city of the gazetteer, which the graph may not have yet.
// access: write
// returns: none
// visibility: none, because it is the viewer's own profile
// param $viewer: INTEGER
// param $place: INTEGER  the GeoNames id
// param $name: STRING
// param $country: STRING  ISO 3166
// param $latitude: FLOAT
// param $longitude: FLOAT
// param $population: INTEGER
// index: member_id
// index: place_id
MATCH (v:Member {id: $viewer})
MERGE (p:Place {id: $place})
ON CREATE SET p.name = $name, p.country = $country, p.population = $population,
              p.location = point({latitude: $latitude, longitude: $longitude})
CREATE (v)-[:LIVES_IN]->(p)
SET v.location = p.location
