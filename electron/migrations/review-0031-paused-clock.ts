// Whether the session clock stands because somebody paused it: that outlives a restart.
import type { Migration } from './migration.ts'

export default {
  name: 'paused clock',
  sql: `
-- Like the measured time it is no decision: no step and no event tells of it.
ALTER TABLE review ADD COLUMN is_clock_paused INTEGER NOT NULL DEFAULT 0
  CHECK (is_clock_paused IN (0, 1));
`,
} satisfies Migration
