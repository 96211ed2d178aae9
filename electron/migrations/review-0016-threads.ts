// Talk about findings and lines: threads with what came of them, and their comments.
import type { Migration } from './migration.ts'

export default {
  name: 'threads',
  sql: `
CREATE TABLE threads (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  -- NULL for a thread about lines alone.
  finding_id INTEGER REFERENCES findings (id) ON DELETE RESTRICT,
  path TEXT NOT NULL CHECK (length(path) BETWEEN 1 AND 4096),
  start_line INTEGER NOT NULL CHECK (start_line > 0),
  end_line INTEGER NOT NULL CHECK (end_line >= start_line),
  -- The lines as they stood when the talk began.
  snippet TEXT NOT NULL,
  disposition TEXT NOT NULL CHECK (disposition IN ('open', 'resolved', 'wont-fix', 'by-design',
    'follow-up')),
  opened_at TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE INDEX threads_by_finding ON threads (finding_id);
CREATE TRIGGER threads_count_up BEFORE UPDATE ON threads
WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'a thread counts its revisions');
END;
CREATE TRIGGER threads_stay BEFORE DELETE ON threads BEGIN
  SELECT RAISE(ABORT, 'threads are marked as removed, not deleted');
END;

CREATE TABLE comments (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  thread_id INTEGER NOT NULL REFERENCES threads (id) ON DELETE RESTRICT,
  text TEXT NOT NULL CHECK (length(trim(text)) BETWEEN 1 AND 20000),
  posted_at TEXT NOT NULL,
  posted_by TEXT NOT NULL,
  edited_at TEXT,
  removed_at TEXT
) STRICT;
CREATE INDEX comments_by_thread ON comments (thread_id);
CREATE TRIGGER comments_count_up BEFORE UPDATE ON comments
WHEN NEW.rev <> OLD.rev + 1 OR NEW.thread_id <> OLD.thread_id BEGIN
  SELECT RAISE(ABORT, 'a comment counts its revisions');
END;
CREATE TRIGGER comments_stay BEFORE DELETE ON comments BEGIN
  SELECT RAISE(ABORT, 'comments are marked as removed, not deleted');
END;
`,
} satisfies Migration
