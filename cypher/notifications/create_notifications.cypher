// Tell members of events, each once however often this runs.
// access: write
// returns: none
// visibility: none, because the reader's rules are asked when it is shown
// param $rows: LIST<MAP>  id (of the event), to_id, actor_id, kind
// index: notification_id
// timeout: 30 s
UNWIND $rows AS row
MERGE (n:Notification {id: row.id})
ON CREATE SET n.to_id = row.to_id, n.actor_id = row.actor_id, n.kind = row.kind,
              n.created_at = datetime()
