// Saved searches, found by their member and by the terms that they await.
CREATE CONSTRAINT saved_search_id IF NOT EXISTS FOR (n:SavedSearch) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT alert_term_key IF NOT EXISTS FOR (n:AlertTerm) REQUIRE n.key IS UNIQUE;
CREATE INDEX saved_search_member IF NOT EXISTS FOR (n:SavedSearch) ON (n.member_id, n.id);
