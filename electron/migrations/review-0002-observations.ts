import type { Migration } from './migration.ts'

const migration: Migration = {
  name: 'what files tell beside their findings',
  sql: `
CREATE TABLE observations (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  path TEXT NOT NULL,
  -- Counts of practices and of concurrent places, as the analyzer reports them.
  observed TEXT NOT NULL CHECK (json_valid(observed)),
  PRIMARY KEY (run_id, path)
) STRICT, WITHOUT ROWID;
`,
}

export default migration
