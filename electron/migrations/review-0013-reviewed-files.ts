// What reviewers have read, file by file, on the text that they read.
import type { Migration } from './migration.ts'

export default {
  name: 'reviewed files',
  sql: `
CREATE TABLE reviewed_files (
  path TEXT PRIMARY KEY CHECK (length(path) > 0),
  rev INTEGER NOT NULL CHECK (rev > 0),
  -- The text that the lines belong to: a change of it is found by comparing the two.
  text_sha256 TEXT NOT NULL REFERENCES texts (sha256) ON DELETE RESTRICT,
  -- Disjoint regions in order, each within one symbol: [{"symbol","startLine","endLine"}].
  regions TEXT NOT NULL CHECK (json_type(regions) = 'array'),
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL
) STRICT;
CREATE TRIGGER reviewed_files_count_up BEFORE UPDATE ON reviewed_files
WHEN NEW.rev <> OLD.rev + 1 OR NEW.path <> OLD.path BEGIN
  SELECT RAISE(ABORT, 'a reviewed file counts its revisions');
END;
`,
} satisfies Migration
