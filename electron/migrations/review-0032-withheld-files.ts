// Attached files in which nothing can be masked: whether copies go without them, and which of them an
// opened packet says stayed with its reviewers.
import type { Migration } from './migration.ts'

export default {
  name: 'withheld files',
  sql: `
ALTER TABLE redaction ADD COLUMN files INTEGER NOT NULL DEFAULT 0 CHECK (files IN (0, 1));
-- JSON: the files by number of the finding.
ALTER TABLE opened_packet ADD COLUMN withheld TEXT NOT NULL DEFAULT '{}';
`,
} satisfies Migration
