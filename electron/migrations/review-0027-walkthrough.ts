// The walkthrough of a review and what was decided while it was presented.
import type { Migration } from './migration.ts'

export default {
  name: 'walkthrough',
  sql: `
-- Counts the changes of the whole walkthrough: one change moves many steps.
CREATE TABLE walkthrough (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev >= 0),
  title TEXT NOT NULL CHECK (length(title) <= 300),
  -- Why the steps are in this order.
  explanation TEXT NOT NULL CHECK (length(explanation) <= 2000)
) STRICT;
INSERT INTO walkthrough (id, rev, title, explanation) VALUES (1, 0, '', '');
CREATE TRIGGER walkthrough_counts_up BEFORE UPDATE ON walkthrough WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the walkthrough counts its revisions');
END;
CREATE TRIGGER walkthrough_stays BEFORE DELETE ON walkthrough BEGIN
  SELECT RAISE(ABORT, 'the walkthrough is changed, not deleted');
END;

CREATE TABLE walkthrough_steps (
  id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL CHECK (position >= 0),
  -- NULL for a step about lines alone.
  finding_id INTEGER REFERENCES findings (id) ON DELETE RESTRICT,
  path TEXT NOT NULL CHECK (length(path) BETWEEN 1 AND 4096),
  start_line INTEGER NOT NULL CHECK (start_line > 0),
  end_line INTEGER NOT NULL CHECK (end_line >= start_line),
  title TEXT NOT NULL CHECK (length(trim(title)) BETWEEN 1 AND 300),
  -- What everybody sees, Markdown.
  text TEXT NOT NULL CHECK (length(text) <= 20000),
  -- What the speaker alone sees; leaves the review in no form.
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 20000),
  view TEXT NOT NULL CHECK (view IN ('source', 'fix')),
  -- Why it stands where it stands; '' once it was moved by hand.
  reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 1000)
) STRICT;

CREATE TABLE minutes (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  speaker TEXT NOT NULL CHECK (length(trim(speaker)) BETWEEN 1 AND 200),
  outcome TEXT NOT NULL CHECK (outcome IN ('agree', 'disagree', 'needs-work', 'follow-up')),
  finding_id INTEGER REFERENCES findings (id) ON DELETE RESTRICT,
  -- The step as it was called then: it may be renamed or removed since.
  title TEXT NOT NULL,
  place TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '' CHECK (length(words) <= 10000)
) STRICT;
`,
} satisfies Migration
