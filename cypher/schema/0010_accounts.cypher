// Accounts, their sessions, and what is asked by mail.
CREATE CONSTRAINT account_id IF NOT EXISTS FOR (n:Account) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT account_address_key IF NOT EXISTS FOR (n:Account) REQUIRE n.address_key IS UNIQUE;
CREATE CONSTRAINT session_id IF NOT EXISTS FOR (n:Session) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT mail_proof_id IF NOT EXISTS FOR (n:MailProof) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT mail_proof_token IF NOT EXISTS FOR (n:MailProof) REQUIRE n.token IS UNIQUE;
CREATE INDEX mail_proof_expires_at IF NOT EXISTS FOR (n:MailProof) ON (n.expires_at);
CREATE INDEX session_expires_at IF NOT EXISTS FOR (n:Session) ON (n.expires_at);
