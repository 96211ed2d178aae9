// Other reviewers' work on the same review: what was taken over, and the record that it came from.
import type { Migration } from './migration.ts'

export default {
  name: 'merges',
  sql: `
-- One row for each merge that holds; undoing a merge takes its row away.
CREATE TABLE merges (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  -- The reviewers who changed something in the other database, as a JSON array.
  reviewers TEXT NOT NULL CHECK (json_type(reviewers) = 'array'),
  -- The last event of the other record that was seen: the next merge starts after it.
  their_seq INTEGER NOT NULL CHECK (their_seq >= 0),
  their_hash TEXT NOT NULL CHECK (length(their_hash) IN (0, 64))
) STRICT;

-- Rows that came from another database, by the event that made them there: the same row keeps the
-- same name in every copy, whatever its id.
CREATE TABLE merged_rows (
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (length(origin) > 0),
  PRIMARY KEY (table_name, row_id)
) STRICT, WITHOUT ROWID;

-- The other record word for word from where the two part: its chain of hashes goes on from ours.
CREATE TABLE merged_events (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  before_value TEXT NOT NULL,
  after_value TEXT NOT NULL,
  reason TEXT NOT NULL,
  command_id TEXT NOT NULL,
  previous_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER merged_events_stand BEFORE UPDATE ON merged_events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER merged_events_stay BEFORE DELETE ON merged_events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;
`,
} satisfies Migration
