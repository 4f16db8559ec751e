// Which of some hashtags there are.
// access: read
// returns: many
// visibility: none, because hashtags are public
// param $keys: LIST<STRING>  at most 500
// column key: STRING
// index: hashtag_key
// cost: a seek a key
UNWIND $keys AS key
MATCH (h:Hashtag {key: key})
RETURN h.key AS key LIMIT 500
