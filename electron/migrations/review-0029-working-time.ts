// How long reviewers were at work, and whether copies that leave the room tell it.
import type { Migration } from './migration.ts'

export default {
  name: 'working time',
  sql: `
-- Measured, not decided: no step and no event tells of these rows.
CREATE TABLE working_time (
  id INTEGER PRIMARY KEY,
  -- When the sitting began that it belongs to; a sitting ends with a longer break.
  sitting TEXT NOT NULL,
  -- The day in UTC, 2026-02-03.
  day TEXT NOT NULL CHECK (length(day) = 10),
  reviewer TEXT NOT NULL,
  -- The last event when it was measured: tells what a packet as of an event holds.
  after_event INTEGER NOT NULL CHECK (after_event >= 0),
  -- The file that was looked at, '' for none.
  path TEXT NOT NULL CHECK (length(path) <= 4096),
  -- The finding that was looked at, NULL for none.
  finding_id INTEGER REFERENCES findings (id) ON DELETE RESTRICT,
  active_ms INTEGER NOT NULL CHECK (active_ms > 0),
  last_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX working_time_once ON working_time
  (sitting, day, reviewer, after_event, path, coalesce(finding_id, 0));

ALTER TABLE redaction ADD COLUMN times INTEGER NOT NULL DEFAULT 0 CHECK (times IN (0, 1));
`,
} satisfies Migration
