// The plan made by hand: work streams, tasks, which finding is in which task; and the checklists.
import type { Migration } from './migration.ts'

export default {
  name: 'plan',
  sql: `
-- Counts the changes of the whole plan: one change moves many rows.
CREATE TABLE plan (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev >= 0)
) STRICT;
INSERT INTO plan (id, rev) VALUES (1, 0);
CREATE TRIGGER plan_counts_up BEFORE UPDATE ON plan WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the plan counts its revisions');
END;
CREATE TRIGGER plan_stays BEFORE DELETE ON plan BEGIN
  SELECT RAISE(ABORT, 'the plan is changed, not deleted');
END;

CREATE TABLE streams (
  id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL CHECK (position >= 0),
  title TEXT NOT NULL CHECK (length(title) <= 300),
  -- Files beyond those of its findings, as a JSON array of paths.
  files TEXT NOT NULL DEFAULT '[]' CHECK (json_type(files) = 'array'),
  -- '' for the computed message.
  commit_message TEXT NOT NULL DEFAULT '' CHECK (length(commit_message) <= 2000)
) STRICT;

CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES streams (id) ON DELETE RESTRICT,
  position INTEGER NOT NULL CHECK (position >= 0),
  title TEXT NOT NULL CHECK (length(title) <= 300),
  steps TEXT NOT NULL DEFAULT '[]' CHECK (json_type(steps) = 'array'),
  is_separate_commit INTEGER NOT NULL DEFAULT 0 CHECK (is_separate_commit IN (0, 1))
) STRICT;
CREATE INDEX tasks_by_stream ON tasks (stream_id);

-- The key is the finding: it cannot be in two tasks.
CREATE TABLE task_findings (
  finding_id INTEGER PRIMARY KEY REFERENCES findings (id) ON DELETE RESTRICT,
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE RESTRICT,
  position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;
CREATE INDEX task_findings_by_task ON task_findings (task_id);

CREATE TABLE checks (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  gate TEXT NOT NULL CHECK (gate IN ('merge', 'production')),
  -- Name of a standing row; NULL for a row that a reviewer added.
  standing TEXT CHECK (length(standing) BETWEEN 1 AND 100),
  text TEXT NOT NULL CHECK (length(text) <= 1000),
  owner TEXT NOT NULL DEFAULT '' CHECK (length(owner) <= 200),
  evidence TEXT NOT NULL DEFAULT '' CHECK (length(evidence) <= 10000),
  ticked_at TEXT,
  ticked_by TEXT,
  removed_at TEXT,
  CHECK ((ticked_at IS NULL) = (ticked_by IS NULL)),
  CHECK (standing IS NOT NULL OR trim(text) <> '')
) STRICT;
CREATE UNIQUE INDEX checks_standing_once ON checks (gate, standing) WHERE standing IS NOT NULL;
CREATE TRIGGER checks_count_up BEFORE UPDATE ON checks
WHEN NEW.rev <> OLD.rev + 1 OR NEW.gate <> OLD.gate OR NEW.standing IS NOT OLD.standing BEGIN
  SELECT RAISE(ABORT, 'a check counts its revisions');
END;
CREATE TRIGGER checks_stay BEFORE DELETE ON checks BEGIN
  SELECT RAISE(ABORT, 'checks are marked as removed, not deleted');
END;
`,
} satisfies Migration
