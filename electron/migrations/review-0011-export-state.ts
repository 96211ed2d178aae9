// What the findings were when a packet was exported, so that it can be compared with the present.
import type { Migration } from './migration.ts'

export default {
  name: 'export state',
  sql: `
ALTER TABLE exports ADD COLUMN state TEXT NOT NULL DEFAULT '[]' CHECK (json_type(state) = 'array');
`,
} satisfies Migration
