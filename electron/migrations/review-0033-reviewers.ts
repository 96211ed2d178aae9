// Everybody who reviews, also at one keyboard: a decision names who made it, the packet names all.
import type { Migration } from './migration.ts'

export default {
  name: 'reviewers',
  sql: `
-- Names as a JSON array, in the order in which they are told; an empty one: the reviewer alone.
ALTER TABLE review ADD COLUMN reviewers TEXT NOT NULL DEFAULT '[]'
  CHECK (json_type(reviewers) = 'array');
`,
} satisfies Migration
