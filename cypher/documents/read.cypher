// A published document.
// access: read
// returns: one
// visibility: none, because it is a question, not an answer
// param $key: STRING
// column text: STRING
// index: trusted_document_key
MATCH (d:TrustedDocument {key: $key})
RETURN d.text AS text
