// Where marks stand since they followed the code, and where they stood before.
import type { Migration } from './migration.ts'

export default {
  name: 'anchors',
  sql: `
-- The text that the lines of a thread belong to; NULL for threads of earlier versions.
ALTER TABLE threads ADD COLUMN text_sha256 TEXT;

CREATE TABLE anchors (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  finding_id INTEGER UNIQUE REFERENCES findings (id) ON DELETE RESTRICT,
  thread_id INTEGER UNIQUE REFERENCES threads (id) ON DELETE RESTRICT,
  -- The run that reported the finding: what a later one reports of it says itself where it is.
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  state TEXT NOT NULL CHECK (state IN ('exact', 'moved', 'changed', 'gone')),
  path TEXT NOT NULL,
  start_line INTEGER NOT NULL CHECK (start_line > 0),
  start_column INTEGER NOT NULL CHECK (start_column > 0),
  end_line INTEGER NOT NULL CHECK (end_line >= start_line),
  end_column INTEGER NOT NULL CHECK (end_column > 0),
  text_sha256 TEXT NOT NULL REFERENCES texts (sha256) ON DELETE RESTRICT,
  -- What else of a finding has places: {"location","snippet"?,"evidence","related"}.
  places TEXT NOT NULL CHECK (json_type(places) = 'object'),
  -- The finding's identity when it was carried: another one stands for other code.
  fingerprint TEXT NOT NULL,
  origin_path TEXT NOT NULL,
  origin_start INTEGER NOT NULL CHECK (origin_start > 0),
  origin_end INTEGER NOT NULL CHECK (origin_end >= origin_start),
  -- '' for code without a commit.
  origin_commit TEXT NOT NULL,
  origin_sha256 TEXT NOT NULL,
  -- What a reviewer made of it.
  settled TEXT NOT NULL DEFAULT 'open'
    CHECK (settled IN ('open', 'accepted', 'moved', 'closed')),
  CHECK ((finding_id IS NULL) <> (thread_id IS NULL))
) STRICT;
CREATE INDEX anchors_by_path ON anchors (path);

-- Files as they are read since the marks followed them; a later run says itself what it read.
CREATE TABLE carried_files (
  path TEXT PRIMARY KEY CHECK (length(path) > 0),
  rev INTEGER NOT NULL CHECK (rev > 0),
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  from_path TEXT NOT NULL,
  from_sha256 TEXT NOT NULL,
  text_sha256 TEXT NOT NULL REFERENCES texts (sha256) ON DELETE RESTRICT,
  lines INTEGER NOT NULL CHECK (lines >= 0),
  bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;
CREATE INDEX carried_files_by_origin ON carried_files (from_path);
`,
} satisfies Migration
