// Words by which reviewers find findings again.
import type { Migration } from './migration.ts'

export default {
  name: 'tags',
  sql: `
-- Tags of a finding, separated by a comma and a space; '' for none.
ALTER TABLE decisions ADD COLUMN tags TEXT NOT NULL DEFAULT '' CHECK (length(tags) <= 1000);
`,
} satisfies Migration
