// Logins by providers.
CREATE CONSTRAINT external_login_key IF NOT EXISTS FOR (n:ExternalLogin) REQUIRE n.key IS UNIQUE;
