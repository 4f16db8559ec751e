// Keep documents that clients may ask by their key; those that are known stay.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $rows: LIST<MAP>  key and text
// param $now: DATETIME
// column added: INTEGER
// index: trusted_document_key
UNWIND $rows AS row
MERGE (d:TrustedDocument {key: row.key})
ON CREATE SET d.text = row.text, d.created_at = $now
WITH d WHERE d.created_at = $now
RETURN count(d) AS added
