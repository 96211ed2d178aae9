// What the start screen tells of a review beside its verdict: how much was read, and where the source
// was looked at last.
import type { Migration } from './migration.ts'

export default {
  name: 'recents',
  sql: `
ALTER TABLE reviews ADD COLUMN coverage REAL CHECK (coverage BETWEEN 0 AND 1);
ALTER TABLE reviews ADD COLUMN stopped_path TEXT;
ALTER TABLE reviews ADD COLUMN stopped_line INTEGER CHECK (stopped_line > 0);
`,
} satisfies Migration
