// Some companies.
// access: read
// returns: many
// visibility: none, because companies are public
// param $ids: LIST<INTEGER>  at most 500
// column company: MAP
// index: company_id
// cost: a seek an id
UNWIND $ids AS id
MATCH (o:Company {id: id})
RETURN properties(o) AS company
LIMIT 500
