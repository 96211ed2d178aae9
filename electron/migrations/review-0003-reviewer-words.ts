// What only a reviewer can give to the packet: texts, new tests, hours, a corrected score.
import type { Migration } from './migration.ts'

export default {
  name: 'reviewer words',
  sql: `
CREATE TABLE field_texts (
  id INTEGER PRIMARY KEY,
  -- NULL for a text about the review as a whole.
  finding_id INTEGER REFERENCES findings (id) ON DELETE RESTRICT,
  field TEXT NOT NULL CHECK (length(field) BETWEEN 1 AND 100),
  text TEXT NOT NULL CHECK (length(text) <= 200000),
  is_confirmed INTEGER NOT NULL CHECK (is_confirmed IN (0, 1)),
  rev INTEGER NOT NULL CHECK (rev > 0),
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX field_texts_once ON field_texts (COALESCE(finding_id, 0), field);
CREATE TRIGGER field_texts_count_up BEFORE UPDATE ON field_texts
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id IS NOT OLD.finding_id OR NEW.field <> OLD.field BEGIN
  SELECT RAISE(ABORT, 'a text counts its revisions');
END;
CREATE TRIGGER field_texts_stay BEFORE DELETE ON field_texts BEGIN
  SELECT RAISE(ABORT, 'texts are emptied, not deleted');
END;

CREATE TABLE new_tests (
  id INTEGER PRIMARY KEY,
  finding_id INTEGER NOT NULL REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),
  name TEXT NOT NULL CHECK (length(name) <= 300),
  path TEXT NOT NULL CHECK (length(path) <= 1000),
  kind TEXT NOT NULL CHECK (kind IN ('unit', 'integration', 'concurrency', 'regression')),
  purpose TEXT NOT NULL CHECK (length(purpose) <= 10000),
  code TEXT NOT NULL CHECK (length(code) <= 2000000),
  command TEXT NOT NULL CHECK (length(command) <= 2000),
  expected_before TEXT NOT NULL CHECK (length(expected_before) <= 10000),
  expected_after TEXT NOT NULL CHECK (length(expected_after) <= 10000),
  removed_at TEXT
) STRICT;
CREATE INDEX new_tests_by_finding ON new_tests (finding_id);
CREATE TRIGGER new_tests_count_up BEFORE UPDATE ON new_tests
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'a test counts its revisions');
END;
CREATE TRIGGER new_tests_stay BEFORE DELETE ON new_tests BEGIN
  SELECT RAISE(ABORT, 'tests are marked as removed, not deleted');
END;

-- Hours that the reviewer expects a fix to take. NULL stands for the default of the rule.
CREATE TABLE estimates (
  finding_id INTEGER PRIMARY KEY REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),
  low REAL CHECK (low BETWEEN 0 AND 10000),
  high REAL CHECK (high BETWEEN 0 AND 10000),
  CHECK ((low IS NULL) = (high IS NULL)),
  CHECK (low IS NULL OR low <= high)
) STRICT;
CREATE TRIGGER estimates_count_up BEFORE UPDATE ON estimates
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'an estimate counts its revisions');
END;
CREATE TRIGGER estimates_stay BEFORE DELETE ON estimates BEGIN
  SELECT RAISE(ABORT, 'estimates are emptied, not deleted');
END;

-- The correction of the thread-safety score; no points without a reason, no reason without points.
CREATE TABLE score_adjustment (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev > 0),
  points INTEGER NOT NULL CHECK (points BETWEEN -100 AND 100),
  reason TEXT NOT NULL CHECK (length(reason) <= 10000),
  CHECK ((points = 0) = (trim(reason) = ''))
) STRICT;
CREATE TRIGGER score_adjustment_counts_up BEFORE UPDATE ON score_adjustment
WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the correction counts its revisions');
END;
CREATE TRIGGER score_adjustment_stays BEFORE DELETE ON score_adjustment BEGIN
  SELECT RAISE(ABORT, 'the correction is set to nothing, not deleted');
END;
`,
} satisfies Migration
