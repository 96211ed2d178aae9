// Which rules a review runs by, chosen before its first analysis and kept for the next ones.
import type { Migration } from './migration.ts'

export default {
  name: 'set-up',
  sql: `
ALTER TABLE review ADD COLUMN profile TEXT NOT NULL DEFAULT 'default'
  CHECK (length(profile) BETWEEN 1 AND 40);
`,
} satisfies Migration
