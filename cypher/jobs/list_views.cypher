// What recruiters of a company were shown, newest first.
// access: read
// returns: many
// visibility: none, because administrators only see it
// param $company: INTEGER
// param $before: INTEGER  an id
// param $limit: INTEGER
// column view: MAP
// index: hiring_view_company
// cost: the page
MATCH (w:HiringView)
WHERE w.company_id = $company AND w.id < $before
RETURN properties(w) AS view ORDER BY w.id DESC LIMIT $limit
