// What is masked in the copies that leave the room.
import type { Migration } from './migration.ts'

export default {
  name: 'redaction',
  sql: `
CREATE TABLE redaction (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev > 0),
  secrets INTEGER NOT NULL DEFAULT 1 CHECK (secrets IN (0, 1)),
  addresses INTEGER NOT NULL DEFAULT 1 CHECK (addresses IN (0, 1)),
  home_folders INTEGER NOT NULL DEFAULT 1 CHECK (home_folders IN (0, 1)),
  -- Words that are masked wherever they stand, as a JSON array.
  terms TEXT NOT NULL DEFAULT '[]' CHECK (json_type(terms) = 'array')
) STRICT;
INSERT INTO redaction (id, rev) VALUES (1, 1);
CREATE TRIGGER redaction_counts_up BEFORE UPDATE ON redaction WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the settings count their revisions');
END;
CREATE TRIGGER redaction_stays BEFORE DELETE ON redaction BEGIN
  SELECT RAISE(ABORT, 'the settings are changed, not deleted');
END;
`,
} satisfies Migration
