// Operations that clients published, by their SHA-256.
CREATE CONSTRAINT trusted_document_key IF NOT EXISTS FOR (n:TrustedDocument) REQUIRE n.key IS UNIQUE;
