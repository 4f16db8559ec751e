// Contacts that members import, and the members whom an address leads to; keyed hashes only.
CREATE CONSTRAINT contact_key IF NOT EXISTS FOR (n:Contact) REQUIRE n.key IS UNIQUE;
CREATE INDEX member_address_key IF NOT EXISTS FOR (n:Member) ON (n.address_key);
