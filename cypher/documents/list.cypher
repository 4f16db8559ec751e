// Published documents, by their keys.
// access: read
// returns: many
// visibility: none, because operators only run it
// param $after: STRING
// param $limit: INTEGER
// column key: STRING
// column text: STRING
// index: trusted_document_key
MATCH (d:TrustedDocument)
WHERE d.key > $after
RETURN d.key AS key, d.text AS text
ORDER BY key LIMIT $limit
