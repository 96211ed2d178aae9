// Findings that reviewers write themselves, and the templates that they start from.
import type { Migration } from './migration.ts'

const WORDS = `
  title TEXT NOT NULL CHECK (length(trim(title)) BETWEEN 1 AND 300),
  category TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
  message TEXT NOT NULL CHECK (length(trim(message)) BETWEEN 1 AND 20000)`

export default {
  name: 'manual findings',
  sql: `
-- The words of a finding; where it is and what stood there is in its row of findings.
CREATE TABLE manual_findings (
  finding_id INTEGER PRIMARY KEY REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),${WORDS},
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL,
  -- A finding whose writing was undone is in no list.
  removed_at TEXT
) STRICT;
CREATE TRIGGER manual_findings_count_up BEFORE UPDATE ON manual_findings
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'a finding counts its revisions');
END;
CREATE TRIGGER manual_findings_stay BEFORE DELETE ON manual_findings BEGIN
  SELECT RAISE(ABORT, 'findings are never deleted');
END;
-- What reads findings need not know who wrote them.
CREATE TRIGGER manual_findings_lead AFTER UPDATE ON manual_findings BEGIN
  UPDATE findings SET category = NEW.category, severity = NEW.severity, message = NEW.message,
    body = json_set(body, '$.severity', NEW.severity, '$.message', NEW.message)
  WHERE id = NEW.finding_id;
END;

CREATE TABLE finding_templates (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),${WORDS},
  removed_at TEXT
) STRICT;
CREATE TRIGGER finding_templates_count_up BEFORE UPDATE ON finding_templates
WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'a template counts its revisions');
END;
CREATE TRIGGER finding_templates_stay BEFORE DELETE ON finding_templates BEGIN
  SELECT RAISE(ABORT, 'templates are marked as removed, not deleted');
END;
`,
} satisfies Migration
