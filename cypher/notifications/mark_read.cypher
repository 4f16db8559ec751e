// Mark what the viewer was told of, up to one of them, as read; how many were not yet.
// access: write
// returns: one
// visibility: none, because they are the viewer's own
// param $viewer: INTEGER
// param $last: INTEGER  the newest that is read
// param $now: DATETIME
// column marked: INTEGER
// index: notification_to
MATCH (n:Notification)
WHERE n.to_id = $viewer AND n.id <= $last AND n.read_at IS NULL
SET n.read_at = $now
RETURN count(*) AS marked
