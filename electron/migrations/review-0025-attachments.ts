// Pictures and files that reviewers add to findings as evidence.
import type { Migration } from './migration.ts'

export default {
  name: 'attachments',
  sql: `
-- Each content once, whatever it is called; kept while a step may bring its attachment back.
CREATE TABLE attached_bytes (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  finding_id INTEGER NOT NULL REFERENCES findings (id) ON DELETE RESTRICT,
  -- A file name that is safe on every system.
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  caption TEXT NOT NULL CHECK (length(caption) <= 2000),
  -- What its first bytes say, whatever its name says.
  kind TEXT NOT NULL CHECK (kind IN ('png', 'jpeg', 'gif', 'webp', 'pdf', 'json', 'text', 'markup',
    'binary')),
  size INTEGER NOT NULL CHECK (size > 0),
  sha256 TEXT NOT NULL REFERENCES attached_bytes (sha256) ON DELETE RESTRICT,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE INDEX attachments_by_finding ON attachments (finding_id);
CREATE TRIGGER attachments_count_up BEFORE UPDATE ON attachments
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id OR NEW.sha256 <> OLD.sha256 BEGIN
  SELECT RAISE(ABORT, 'an attachment counts its revisions');
END;
CREATE TRIGGER attachments_stay BEFORE DELETE ON attachments BEGIN
  SELECT RAISE(ABORT, 'attachments are marked as removed, not deleted');
END;
`,
} satisfies Migration
