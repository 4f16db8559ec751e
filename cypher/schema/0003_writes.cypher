// What mutations leave behind: idempotency keys, the outbox, invitations and their history.
CREATE CONSTRAINT idempotency_key IF NOT EXISTS FOR (n:Idempotency) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT outbox_event_id IF NOT EXISTS FOR (n:OutboxEvent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT invitation_id IF NOT EXISTS FOR (n:Invitation) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT invitation_open_pair IF NOT EXISTS FOR (n:Invitation) REQUIRE n.open_pair IS UNIQUE;
CREATE CONSTRAINT transition_id IF NOT EXISTS FOR (n:Transition) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT notification_id IF NOT EXISTS FOR (n:Notification) REQUIRE n.id IS UNIQUE;
CREATE INDEX idempotency_created_at IF NOT EXISTS FOR (n:Idempotency) ON (n.created_at);
CREATE INDEX outbox_pending IF NOT EXISTS FOR (n:OutboxEvent) ON (n.pending);
CREATE INDEX invitation_pair IF NOT EXISTS FOR (n:Invitation) ON (n.pair);
CREATE INDEX invitation_from IF NOT EXISTS FOR (n:Invitation) ON (n.from_id, n.created_at);
CREATE INDEX invitation_sent IF NOT EXISTS FOR (n:Invitation) ON (n.from_id, n.status, n.id);
CREATE INDEX invitation_to IF NOT EXISTS FOR (n:Invitation) ON (n.to_id, n.status, n.id);
CREATE INDEX transition_subject IF NOT EXISTS FOR (n:Transition) ON (n.subject);
CREATE INDEX notification_to IF NOT EXISTS FOR (n:Notification) ON (n.to_id, n.id);
