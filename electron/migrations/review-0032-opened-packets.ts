// What a packet that was opened tells of the work behind it and cannot be counted again without the
// repository: how much was read, for how long reviewers were at work, which texts they read and which
// files they kept. And whether files that cannot be masked leave the room.
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
  file_sums TEXT NOT NULL,
  -- JSON: the attached files by number of the finding that stayed with its reviewers.
  withheld TEXT NOT NULL
) STRICT;

-- Attached files in which nothing can be masked stay out of copies.
ALTER TABLE redaction ADD COLUMN files INTEGER NOT NULL DEFAULT 0 CHECK (files IN (0, 1));
`,
} satisfies Migration
