// The reviewer's own templates of the packet's documents.
import type { Migration } from './migration.ts'

export default {
  name: 'templates',
  sql: `
CREATE TABLE templates (
  document TEXT PRIMARY KEY CHECK (length(document) BETWEEN 1 AND 40),
  -- '' stands for the built-in template.
  text TEXT NOT NULL CHECK (length(text) <= 200000),
  rev INTEGER NOT NULL CHECK (rev > 0),
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL
) STRICT;
CREATE TRIGGER templates_count_up BEFORE UPDATE ON templates
WHEN NEW.rev <> OLD.rev + 1 OR NEW.document <> OLD.document BEGIN
  SELECT RAISE(ABORT, 'a template counts its revisions');
END;
CREATE TRIGGER templates_stay BEFORE DELETE ON templates BEGIN
  SELECT RAISE(ABORT, 'templates are emptied, not deleted');
END;
`,
} satisfies Migration
