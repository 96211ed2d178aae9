// What reviewers say beside their decisions: answers to the questions of rules, what they found to be
// done well, and which threads the questions and answers of the packet take in.
import type { Migration } from './migration.ts'

export default {
  name: 'answers, strengths and questions for all',
  sql: `
ALTER TABLE threads ADD COLUMN in_faq INTEGER NOT NULL DEFAULT 0 CHECK (in_faq IN (0, 1));

-- A finding keeps its answers when it is found again.
CREATE TABLE answers (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  finding_id INTEGER NOT NULL REFERENCES findings (id) ON DELETE RESTRICT,
  question TEXT NOT NULL CHECK (length(question) BETWEEN 1 AND 100),
  -- NULL once it was taken back.
  answer TEXT CHECK (answer IN ('yes', 'no', 'na')),
  note TEXT NOT NULL CHECK (length(note) <= 20000),
  answered_at TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  UNIQUE (finding_id, question)
) STRICT;
CREATE TRIGGER answers_count_up BEFORE UPDATE ON answers
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id
  OR NEW.question <> OLD.question BEGIN
  SELECT RAISE(ABORT, 'an answer counts its revisions');
END;
CREATE TRIGGER answers_stay BEFORE DELETE ON answers BEGIN
  SELECT RAISE(ABORT, 'answers are taken back, not deleted');
END;

CREATE TABLE strengths (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  title TEXT NOT NULL CHECK (length(trim(title)) BETWEEN 1 AND 300),
  text TEXT NOT NULL CHECK (length(text) <= 20000),
  -- Lines of files, with the text that stood there.
  places TEXT NOT NULL CHECK (json_valid(places)),
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL,
  removed_at TEXT
) STRICT;
CREATE TRIGGER strengths_count_up BEFORE UPDATE ON strengths
WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'a strength counts its revisions');
END;
CREATE TRIGGER strengths_stay BEFORE DELETE ON strengths BEGIN
  SELECT RAISE(ABORT, 'strengths are marked as removed, not deleted');
END;
`,
} satisfies Migration
