// What a packet that was opened tells of the work behind it and cannot be counted again without the
// repository: how much was read, for how long reviewers were at work, and which texts they read.
import type { Migration } from './migration.ts'

export default {
  name: 'opened packets',
  sql: `
CREATE TABLE opened_packet (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- JSON as in findings.json; null where the packet does not tell it.
  coverage TEXT NOT NULL,
  conduct TEXT NOT NULL,
  -- JSON: the SHA-256 sums of the reviewed files by path; the texts here are excerpts of them.
  file_sums TEXT NOT NULL
) STRICT;
`,
} satisfies Migration
