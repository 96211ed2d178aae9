CREATE TABLE action_items (
  id INTEGER PRIMARY KEY,
  -- One item for each finding: work cannot be given out twice.
  finding_id INTEGER NOT NULL UNIQUE REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),
  state TEXT NOT NULL REFERENCES item_states (state),
  assignee_id INTEGER REFERENCES people (id) ON DELETE RESTRICT,
  assigned_at TEXT CHECK (assigned_at IS NULL OR assigned_at GLOB '????-??-??T??:??:??*Z'),
  started_at TEXT CHECK (started_at IS NULL OR started_at GLOB '????-??-??T??:??:??*Z'),
  submitted_at TEXT CHECK (submitted_at IS NULL OR submitted_at GLOB '????-??-??T??:??:??*Z'),
  decided_at TEXT CHECK (decided_at IS NULL OR decided_at GLOB '????-??-??T??:??:??*Z'),
  decided_by TEXT,
  rationale TEXT NOT NULL DEFAULT '' CHECK (length(rationale) <= 10000),
  removed_at TEXT CHECK (removed_at IS NULL OR removed_at GLOB '????-??-??T??:??:??*Z'),
  CHECK ((assignee_id IS NULL) = (assigned_at IS NULL)),
  CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
  CHECK (state NOT IN ('in-progress', 'submitted', 'accepted', 'rejected', 'verified')
    OR started_at IS NOT NULL),
  CHECK (state NOT IN ('submitted', 'accepted', 'rejected', 'verified')
    OR submitted_at IS NOT NULL)
) STRICT;

CREATE INDEX action_items_by_assignee ON action_items (assignee_id, state);

CREATE INDEX action_items_by_state ON action_items (state);

CREATE TRIGGER action_items_count_up BEFORE UPDATE ON action_items
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'an item counts its revisions');
END;

CREATE TRIGGER action_items_fit BEFORE UPDATE ON action_items
WHEN NEW.removed_at IS NULL AND (SELECT is_active FROM item_states WHERE state = NEW.state) = 1
  AND (NEW.assignee_id IS NOT OLD.assignee_id OR OLD.removed_at IS NOT NULL
    OR (SELECT is_active FROM item_states WHERE state = OLD.state) = 0) BEGIN
  SELECT RAISE(ABORT, 'this person has no room for another item') FROM workload
  WHERE person_id = NEW.assignee_id AND carried >= capacity;
  SELECT RAISE(ABORT, 'this person is not there') FROM people
  WHERE id = NEW.assignee_id AND (removed_at IS NOT NULL OR is_away = 1);
END;

CREATE TRIGGER action_items_go_legal_ways BEFORE UPDATE ON action_items
WHEN NEW.removed_at IS OLD.removed_at AND NOT EXISTS (
  SELECT 1 FROM item_transitions WHERE from_state = OLD.state AND to_state = NEW.state)
  AND (SELECT is_on FROM restoring) = 0 BEGIN
  SELECT RAISE(ABORT, 'an item cannot go this way');
END;

CREATE TRIGGER action_items_have_what_they_need BEFORE UPDATE ON action_items BEGIN
  SELECT RAISE(ABORT, 'this state needs an assignee') FROM item_states
  WHERE state = NEW.state AND needs_assignee = 1 AND NEW.assignee_id IS NULL;
  SELECT RAISE(ABORT, 'a decision needs a rationale') FROM item_states
  WHERE state = NEW.state AND is_decision = 1
    AND (trim(NEW.rationale) = '' OR NEW.decided_at IS NULL);
  SELECT RAISE(ABORT, 'an item without work has no assignee')
  WHERE NEW.state = 'not-started' AND NEW.assignee_id IS NOT NULL;
END;

CREATE TRIGGER action_items_rest_while_removed BEFORE UPDATE ON action_items
WHEN NEW.removed_at IS NOT OLD.removed_at AND NEW.state <> OLD.state BEGIN
  SELECT RAISE(ABORT, 'an item is removed and brought back as it is');
END;

CREATE TRIGGER action_items_start BEFORE INSERT ON action_items
WHEN NEW.state <> 'not-started' OR NEW.rev <> 1 BEGIN
  SELECT RAISE(ABORT, 'an item starts as not started');
END;

CREATE TRIGGER action_items_stay BEFORE DELETE ON action_items
WHEN (SELECT is_on FROM restoring) = 0 BEGIN
  SELECT RAISE(ABORT, 'items are marked as removed, not deleted');
END;

CREATE TABLE anchors (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  finding_id INTEGER UNIQUE REFERENCES findings (id) ON DELETE RESTRICT,
  thread_id INTEGER UNIQUE REFERENCES threads (id) ON DELETE RESTRICT,
  -- The run that reported the finding: what a later one reports of it says itself where it is.
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  state TEXT NOT NULL CHECK (state IN ('exact', 'moved', 'changed', 'gone')),
  path TEXT NOT NULL,
  start_line INTEGER NOT NULL CHECK (start_line > 0),
  start_column INTEGER NOT NULL CHECK (start_column > 0),
  end_line INTEGER NOT NULL CHECK (end_line >= start_line),
  end_column INTEGER NOT NULL CHECK (end_column > 0),
  text_sha256 TEXT NOT NULL REFERENCES texts (sha256) ON DELETE RESTRICT,
  -- What else of a finding has places: {"location","snippet"?,"evidence","related"}.
  places TEXT NOT NULL CHECK (json_type(places) = 'object'),
  -- The finding's identity when it was carried: another one stands for other code.
  fingerprint TEXT NOT NULL,
  origin_path TEXT NOT NULL,
  origin_start INTEGER NOT NULL CHECK (origin_start > 0),
  origin_end INTEGER NOT NULL CHECK (origin_end >= origin_start),
  -- '' for code without a commit.
  origin_commit TEXT NOT NULL,
  origin_sha256 TEXT NOT NULL,
  -- What a reviewer made of it.
  settled TEXT NOT NULL DEFAULT 'open'
    CHECK (settled IN ('open', 'accepted', 'moved', 'closed')),
  CHECK ((finding_id IS NULL) <> (thread_id IS NULL))
) STRICT;

CREATE INDEX anchors_by_path ON anchors (path);

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

CREATE TABLE attached_bytes (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  finding_id INTEGER NOT NULL REFERENCES findings (id) ON DELETE RESTRICT,
  -- A file name that is safe on every system.
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  caption TEXT NOT NULL CHECK (length(caption) <= 2000),
  -- What its first bytes say, whatever its name says.
  kind TEXT NOT NULL CHECK (kind IN ('png', 'jpeg', 'gif', 'webp', 'pdf', 'json', 'text', 'markup',
    'binary')),
  size INTEGER NOT NULL CHECK (size > 0),
  sha256 TEXT NOT NULL REFERENCES attached_bytes (sha256) ON DELETE RESTRICT,
  added_at TEXT NOT NULL,
  added_by TEXT NOT NULL,
  removed_at TEXT
) STRICT;

CREATE INDEX attachments_by_finding ON attachments (finding_id);

CREATE TRIGGER attachments_count_up BEFORE UPDATE ON attachments
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id OR NEW.sha256 <> OLD.sha256 BEGIN
  SELECT RAISE(ABORT, 'an attachment counts its revisions');
END;

CREATE TRIGGER attachments_stay BEFORE DELETE ON attachments BEGIN
  SELECT RAISE(ABORT, 'attachments are marked as removed, not deleted');
END;

CREATE TABLE carried_files (
  path TEXT PRIMARY KEY CHECK (length(path) > 0),
  rev INTEGER NOT NULL CHECK (rev > 0),
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  from_path TEXT NOT NULL,
  from_sha256 TEXT NOT NULL,
  text_sha256 TEXT NOT NULL REFERENCES texts (sha256) ON DELETE RESTRICT,
  lines INTEGER NOT NULL CHECK (lines >= 0),
  bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;

CREATE INDEX carried_files_by_origin ON carried_files (from_path);

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

CREATE TRIGGER checks_count_up BEFORE UPDATE ON checks
WHEN NEW.rev <> OLD.rev + 1 OR NEW.gate <> OLD.gate OR NEW.standing IS NOT OLD.standing BEGIN
  SELECT RAISE(ABORT, 'a check counts its revisions');
END;

CREATE UNIQUE INDEX checks_standing_once ON checks (gate, standing) WHERE standing IS NOT NULL;

CREATE TRIGGER checks_stay BEFORE DELETE ON checks BEGIN
  SELECT RAISE(ABORT, 'checks are marked as removed, not deleted');
END;

CREATE TABLE commands (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  at TEXT NOT NULL,
  method TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (json_valid(answer))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER commands_stand BEFORE UPDATE ON commands BEGIN
  SELECT RAISE(ABORT, 'commands are append-only');
END;

CREATE TABLE comments (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  thread_id INTEGER NOT NULL REFERENCES threads (id) ON DELETE RESTRICT,
  text TEXT NOT NULL CHECK (length(trim(text)) BETWEEN 1 AND 20000),
  posted_at TEXT NOT NULL,
  posted_by TEXT NOT NULL,
  edited_at TEXT,
  removed_at TEXT
) STRICT;

CREATE INDEX comments_by_thread ON comments (thread_id);

CREATE TRIGGER comments_count_up BEFORE UPDATE ON comments
WHEN NEW.rev <> OLD.rev + 1 OR NEW.thread_id <> OLD.thread_id BEGIN
  SELECT RAISE(ABORT, 'a comment counts its revisions');
END;

CREATE TRIGGER comments_stay BEFORE DELETE ON comments BEGIN
  SELECT RAISE(ABORT, 'comments are marked as removed, not deleted');
END;

CREATE TABLE decisions (
  finding_id INTEGER PRIMARY KEY REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),
  severity TEXT CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
  severity_reason TEXT NOT NULL DEFAULT '',
  verdict TEXT NOT NULL DEFAULT 'undecided'
    CHECK (verdict IN ('undecided', 'confirmed', 'dismissed')),
  dismiss_reason TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'not-started' CHECK (status IN
    ('not-started', 'in-progress', 'fixed', 'verified', 'deferred', 'rejected')),
  priority TEXT CHECK (priority IN ('P0', 'P1', 'P2', 'P3')),
  gate TEXT CHECK (gate IN ('merge', 'production', 'later')),
  note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200000),
  decided_at TEXT NOT NULL,
  decided_by TEXT NOT NULL, tags TEXT NOT NULL DEFAULT '' CHECK (length(tags) <= 1000),
  CHECK ((severity IS NULL) = (trim(severity_reason) = '')),
  CHECK ((verdict = 'dismissed') = (trim(dismiss_reason) <> ''))
) STRICT;

CREATE TRIGGER decisions_count_up BEFORE UPDATE ON decisions
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'a decision counts its revisions');
END;

CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN
  SELECT RAISE(ABORT, 'decisions are never deleted');
END;

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

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (length(kind) > 0),
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  before_value TEXT NOT NULL,
  after_value TEXT NOT NULL,
  reason TEXT NOT NULL,
  command_id TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
) STRICT;

CREATE INDEX events_by_subject ON events (subject, seq);

CREATE TRIGGER events_follow BEFORE INSERT ON events
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM events)
  OR NEW.previous_hash <> COALESCE((SELECT hash FROM events ORDER BY seq DESC LIMIT 1), '') BEGIN
  SELECT RAISE(ABORT, 'events form a chain');
END;

CREATE TRIGGER events_stand BEFORE UPDATE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TABLE exports (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  as_of TEXT NOT NULL,
  folder TEXT NOT NULL,
  verdict TEXT NOT NULL,
  -- Paths, sizes and SHA-256 sums of the files as written.
  manifest TEXT NOT NULL CHECK (json_valid(manifest))
, state TEXT NOT NULL DEFAULT '[]' CHECK (json_type(state) = 'array')) STRICT;

CREATE TRIGGER exports_stand BEFORE UPDATE ON exports BEGIN
  SELECT RAISE(ABORT, 'exports are append-only');
END;

CREATE TRIGGER exports_stay BEFORE DELETE ON exports BEGIN
  SELECT RAISE(ABORT, 'exports are append-only');
END;

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

CREATE TRIGGER field_texts_count_up BEFORE UPDATE ON field_texts
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id IS NOT OLD.finding_id OR NEW.field <> OLD.field BEGIN
  SELECT RAISE(ABORT, 'a text counts its revisions');
END;

CREATE UNIQUE INDEX field_texts_once ON field_texts (COALESCE(finding_id, 0), field);

CREATE TRIGGER field_texts_stay BEFORE DELETE ON field_texts BEGIN
  SELECT RAISE(ABORT, 'texts are emptied, not deleted');
END;

CREATE TABLE files (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  path TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('analysed', 'partial', 'skipped')),
  issue TEXT,
  detail TEXT,
  lines INTEGER NOT NULL CHECK (lines >= 0),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) IN (0, 64)),
  PRIMARY KEY (run_id, path),
  CHECK (state = 'analysed' OR issue IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_templates (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  title TEXT NOT NULL CHECK (length(trim(title)) BETWEEN 1 AND 300),
  category TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
  message TEXT NOT NULL CHECK (length(trim(message)) BETWEEN 1 AND 20000),
  removed_at TEXT
) STRICT;

CREATE TRIGGER finding_templates_count_up BEFORE UPDATE ON finding_templates
WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'a template counts its revisions');
END;

CREATE TRIGGER finding_templates_stay BEFORE DELETE ON finding_templates BEGIN
  SELECT RAISE(ABORT, 'templates are marked as removed, not deleted');
END;

CREATE TABLE findings (
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE,
  rule_id TEXT NOT NULL,
  category TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
  confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
  path TEXT NOT NULL,
  start_line INTEGER NOT NULL CHECK (start_line > 0),
  start_column INTEGER NOT NULL CHECK (start_column > 0),
  end_line INTEGER NOT NULL CHECK (end_line >= start_line),
  end_column INTEGER NOT NULL CHECK (end_column > 0),
  cell_number INTEGER,
  cell_line INTEGER,
  symbol TEXT NOT NULL,
  message TEXT NOT NULL,
  is_suppressed INTEGER NOT NULL CHECK (is_suppressed IN (0, 1)),
  is_gone INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1)),
  first_run INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  last_run INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  -- The analysed text that the places refer to.
  text_sha256 TEXT NOT NULL REFERENCES texts (sha256) ON DELETE RESTRICT,
  -- The whole finding as the analyzer gave it.
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE INDEX findings_by_path ON findings (path, start_line, start_column);

CREATE TRIGGER findings_stay BEFORE DELETE ON findings BEGIN
  SELECT RAISE(ABORT, 'findings are never deleted');
END;

CREATE TABLE fixes (
  id INTEGER PRIMARY KEY,
  finding_id INTEGER NOT NULL REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),
  -- Which fix of the rule this is (0-based place among the finding's), NULL for a reviewer's own.
  rule_index INTEGER CHECK (rule_index >= 0),
  title TEXT NOT NULL CHECK (length(title) <= 500),
  grade TEXT NOT NULL CHECK (grade IN ('safe', 'needs-review', 'sketch')),
  author TEXT NOT NULL CHECK (author IN ('rule', 'reviewer')),
  path TEXT NOT NULL,
  start_line INTEGER NOT NULL CHECK (start_line > 0),
  end_line INTEGER NOT NULL CHECK (end_line >= start_line),
  before_text TEXT NOT NULL,
  after_text TEXT NOT NULL CHECK (length(after_text) <= 2000000),
  text_sha256 TEXT NOT NULL,
  removed_at TEXT,
  -- A run takes away what the rule no longer writes; it may come back. A reviewer's removal stays.
  removed_by TEXT CHECK (removed_by IN ('run', 'reviewer')),
  CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
  CHECK (author = 'reviewer' OR rule_index IS NOT NULL)
) STRICT;

CREATE INDEX fixes_by_finding ON fixes (finding_id);

CREATE TRIGGER fixes_count_up BEFORE UPDATE ON fixes
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'a fix counts its revisions');
END;

CREATE UNIQUE INDEX fixes_of_rules ON fixes (finding_id, rule_index) WHERE rule_index IS NOT NULL;

CREATE TRIGGER fixes_stay BEFORE DELETE ON fixes BEGIN
  SELECT RAISE(ABORT, 'fixes are marked as removed, not deleted');
END;

CREATE TABLE item_states (
  state TEXT PRIMARY KEY,
  -- Somebody has it on the desk: it counts towards the workload.
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  needs_assignee INTEGER NOT NULL CHECK (needs_assignee IN (0, 1)),
  -- A judgement: it needs a rationale.
  is_decision INTEGER NOT NULL CHECK (is_decision IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE item_transitions (
  from_state TEXT NOT NULL REFERENCES item_states (state),
  to_state TEXT NOT NULL REFERENCES item_states (state),
  PRIMARY KEY (from_state, to_state)
) STRICT, WITHOUT ROWID;

CREATE TABLE labels (
  finding_id INTEGER NOT NULL REFERENCES findings (id) ON DELETE RESTRICT,
  severity TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  PRIMARY KEY (finding_id, severity),
  UNIQUE (severity, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE manual_findings (
  finding_id INTEGER PRIMARY KEY REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),
  title TEXT NOT NULL CHECK (length(trim(title)) BETWEEN 1 AND 300),
  category TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
  message TEXT NOT NULL CHECK (length(trim(message)) BETWEEN 1 AND 20000),
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL,
  -- A finding whose writing was undone is in no list.
  removed_at TEXT
) STRICT;

CREATE TRIGGER manual_findings_count_up BEFORE UPDATE ON manual_findings
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'a finding counts its revisions');
END;

CREATE TRIGGER manual_findings_lead AFTER UPDATE ON manual_findings BEGIN
  UPDATE findings SET category = NEW.category, severity = NEW.severity, message = NEW.message,
    body = json_set(body, '$.severity', NEW.severity, '$.message', NEW.message)
  WHERE id = NEW.finding_id;
END;

CREATE TRIGGER manual_findings_stay BEFORE DELETE ON manual_findings BEGIN
  SELECT RAISE(ABORT, 'findings are never deleted');
END;

CREATE TABLE merged_events (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  before_value TEXT NOT NULL,
  after_value TEXT NOT NULL,
  reason TEXT NOT NULL,
  command_id TEXT NOT NULL,
  previous_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER merged_events_stand BEFORE UPDATE ON merged_events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER merged_events_stay BEFORE DELETE ON merged_events BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TABLE merged_rows (
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (length(origin) > 0),
  PRIMARY KEY (table_name, row_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE merges (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  -- The reviewers who changed something in the other database, as a JSON array.
  reviewers TEXT NOT NULL CHECK (json_type(reviewers) = 'array'),
  -- The last event of the other record that was seen: the next merge starts after it.
  their_seq INTEGER NOT NULL CHECK (their_seq >= 0),
  their_hash TEXT NOT NULL CHECK (length(their_hash) IN (0, 64))
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

CREATE TABLE observations (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  path TEXT NOT NULL,
  -- Counts of practices and of concurrent places, as the analyzer reports them.
  observed TEXT NOT NULL CHECK (json_valid(observed)),
  PRIMARY KEY (run_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE opened_packet (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- JSON as in findings.json; null where the packet does not tell it.
  coverage TEXT NOT NULL,
  conduct TEXT NOT NULL,
  -- JSON: the SHA-256 sums of the reviewed files by path; the texts here are excerpts of them.
  file_sums TEXT NOT NULL
, withheld TEXT NOT NULL DEFAULT '{}') STRICT;

CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  name TEXT NOT NULL COLLATE NOCASE CHECK (length(trim(name)) BETWEEN 1 AND 200),
  email TEXT NOT NULL DEFAULT '' COLLATE NOCASE
    CHECK (email = '' OR (email LIKE '_%@_%._%' AND email NOT LIKE '% %')),
  -- How many items one person can have at a time.
  capacity INTEGER NOT NULL CHECK (capacity BETWEEN 0 AND 1000),
  is_away INTEGER NOT NULL DEFAULT 0 CHECK (is_away IN (0, 1)),
  -- Categories of findings that the person knows about.
  expertise TEXT NOT NULL DEFAULT '[]' CHECK (json_type(expertise) = 'array'),
  removed_at TEXT
) STRICT;

CREATE UNIQUE INDEX people_by_name ON people (name) WHERE removed_at IS NULL;

CREATE TRIGGER people_count_up BEFORE UPDATE ON people WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'a person counts its revisions');
END;

CREATE TRIGGER people_domain BEFORE UPDATE OF email ON people WHEN NEW.email <> '' BEGIN
  SELECT RAISE(ABORT, 'the domain of the address is not allowed') FROM work_rules
  WHERE json_array_length(email_domains) > 0 AND NOT EXISTS (
    SELECT 1 FROM json_each(email_domains)
    WHERE lower(substr(NEW.email, instr(NEW.email, '@') + 1)) = lower(value));
END;

CREATE TRIGGER people_domain_new BEFORE INSERT ON people WHEN NEW.email <> '' BEGIN
  SELECT RAISE(ABORT, 'the domain of the address is not allowed') FROM work_rules
  WHERE json_array_length(email_domains) > 0 AND NOT EXISTS (
    SELECT 1 FROM json_each(email_domains)
    WHERE lower(substr(NEW.email, instr(NEW.email, '@') + 1)) = lower(value));
END;

CREATE TRIGGER people_stay BEFORE DELETE ON people BEGIN
  SELECT RAISE(ABORT, 'people are marked as removed, not deleted');
END;

CREATE TRIGGER people_with_work_stay BEFORE UPDATE OF removed_at ON people
WHEN NEW.removed_at IS NOT NULL
  AND (SELECT carried FROM workload WHERE person_id = NEW.id) > 0 BEGIN
  SELECT RAISE(ABORT, 'this person still has items');
END;

CREATE TABLE plan (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev >= 0)
) STRICT;

CREATE TRIGGER plan_counts_up BEFORE UPDATE ON plan WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the plan counts its revisions');
END;

CREATE TRIGGER plan_stays BEFORE DELETE ON plan BEGIN
  SELECT RAISE(ABORT, 'the plan is changed, not deleted');
END;

CREATE TABLE redaction (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev > 0),
  secrets INTEGER NOT NULL DEFAULT 1 CHECK (secrets IN (0, 1)),
  addresses INTEGER NOT NULL DEFAULT 1 CHECK (addresses IN (0, 1)),
  home_folders INTEGER NOT NULL DEFAULT 1 CHECK (home_folders IN (0, 1)),
  -- Words that are masked wherever they stand, as a JSON array.
  terms TEXT NOT NULL DEFAULT '[]' CHECK (json_type(terms) = 'array')
, times INTEGER NOT NULL DEFAULT 0 CHECK (times IN (0, 1)), files INTEGER NOT NULL DEFAULT 0 CHECK (files IN (0, 1))) STRICT;

CREATE TRIGGER redaction_counts_up BEFORE UPDATE ON redaction WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the settings count their revisions');
END;

CREATE TRIGGER redaction_stays BEFORE DELETE ON redaction BEGIN
  SELECT RAISE(ABORT, 'the settings are changed, not deleted');
END;

CREATE TABLE restoring (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1))
) STRICT;

CREATE TABLE review (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  root_path TEXT NOT NULL CHECK (length(root_path) > 0),
  -- The one file that is reviewed, relative to the root; '' for the whole root.
  only_path TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  reviewer TEXT NOT NULL,
  branch TEXT,
  head_commit TEXT,
  repository_uri TEXT,
  created_at TEXT NOT NULL,
  view_state TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(view_state))
, profile TEXT NOT NULL DEFAULT 'default'
  CHECK (length(profile) BETWEEN 1 AND 40), is_clock_paused INTEGER NOT NULL DEFAULT 0
  CHECK (is_clock_paused IN (0, 1)), reviewers TEXT NOT NULL DEFAULT '[]'
  CHECK (json_type(reviewers) = 'array')) STRICT;

CREATE TABLE reviewed_files (
  path TEXT PRIMARY KEY CHECK (length(path) > 0),
  rev INTEGER NOT NULL CHECK (rev > 0),
  -- The text that the lines belong to: a change of it is found by comparing the two.
  text_sha256 TEXT NOT NULL REFERENCES texts (sha256) ON DELETE RESTRICT,
  -- Disjoint regions in order, each within one symbol: [{"symbol","startLine","endLine"}].
  regions TEXT NOT NULL CHECK (json_type(regions) = 'array'),
  written_at TEXT NOT NULL,
  written_by TEXT NOT NULL
) STRICT;

CREATE TRIGGER reviewed_files_count_up BEFORE UPDATE ON reviewed_files
WHEN NEW.rev <> OLD.rev + 1 OR NEW.path <> OLD.path BEGIN
  SELECT RAISE(ABORT, 'a reviewed file counts its revisions');
END;

CREATE TABLE rule_failures (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE RESTRICT,
  path TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (run_id, path, rule_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'cancelled', 'failed')),
  started_at TEXT NOT NULL,
  finished_at TEXT,
  profile TEXT NOT NULL,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  -- Ids of the rules that ran: only their findings can be gone afterwards.
  rules TEXT NOT NULL CHECK (json_valid(rules)),
  tool_version TEXT NOT NULL,
  rule_set_version TEXT NOT NULL,
  found INTEGER NOT NULL DEFAULT 0 CHECK (found >= 0),
  owner_pid INTEGER NOT NULL,
  heartbeat_at TEXT NOT NULL,
  CHECK ((state = 'running') = (finished_at IS NULL))
) STRICT;

CREATE TRIGGER runs_end_once BEFORE UPDATE OF state ON runs
WHEN OLD.state <> 'running' BEGIN
  SELECT RAISE(ABORT, 'a run ends once');
END;

CREATE UNIQUE INDEX runs_one_running ON runs (state) WHERE state = 'running';

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

CREATE TABLE step_changes (
  id INTEGER PRIMARY KEY,
  step_id INTEGER NOT NULL REFERENCES steps (id) ON DELETE RESTRICT,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL CHECK (json_valid(row_key)),
  -- The whole row; NULL where there was none.
  before_row TEXT CHECK (json_valid(before_row)),
  after_row TEXT CHECK (json_valid(after_row)),
  CHECK (before_row IS NOT NULL OR after_row IS NOT NULL)
) STRICT;

CREATE INDEX step_changes_by_step ON step_changes (step_id, id);

CREATE TABLE steps (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  method TEXT NOT NULL CHECK (length(method) > 0),
  -- Typing that goes on in one field is one step: equal keys are joined, '' never is.
  typing_key TEXT NOT NULL,
  -- The events that the step recorded.
  first_event INTEGER NOT NULL,
  last_event INTEGER NOT NULL,
  -- What is dropped was undone before something else was done.
  state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped'))
) STRICT;

CREATE INDEX steps_by_state ON steps (state, id);

CREATE TABLE streams (
  id INTEGER PRIMARY KEY,
  position INTEGER NOT NULL CHECK (position >= 0),
  title TEXT NOT NULL CHECK (length(title) <= 300),
  -- Files beyond those of its findings, as a JSON array of paths.
  files TEXT NOT NULL DEFAULT '[]' CHECK (json_type(files) = 'array'),
  -- '' for the computed message.
  commit_message TEXT NOT NULL DEFAULT '' CHECK (length(commit_message) <= 2000)
) STRICT;

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

CREATE TABLE task_findings (
  finding_id INTEGER PRIMARY KEY REFERENCES findings (id) ON DELETE RESTRICT,
  task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE RESTRICT,
  position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;

CREATE INDEX task_findings_by_task ON task_findings (task_id);

CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES streams (id) ON DELETE RESTRICT,
  position INTEGER NOT NULL CHECK (position >= 0),
  title TEXT NOT NULL CHECK (length(title) <= 300),
  steps TEXT NOT NULL DEFAULT '[]' CHECK (json_type(steps) = 'array'),
  is_separate_commit INTEGER NOT NULL DEFAULT 0 CHECK (is_separate_commit IN (0, 1))
) STRICT;

CREATE INDEX tasks_by_stream ON tasks (stream_id);

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

CREATE TABLE texts (
  sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0),
  deflated BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE threads (
  id INTEGER PRIMARY KEY,
  rev INTEGER NOT NULL CHECK (rev > 0),
  -- NULL for a thread about lines alone.
  finding_id INTEGER REFERENCES findings (id) ON DELETE RESTRICT,
  path TEXT NOT NULL CHECK (length(path) BETWEEN 1 AND 4096),
  start_line INTEGER NOT NULL CHECK (start_line > 0),
  end_line INTEGER NOT NULL CHECK (end_line >= start_line),
  -- The lines as they stood when the talk began.
  snippet TEXT NOT NULL,
  disposition TEXT NOT NULL CHECK (disposition IN ('open', 'resolved', 'wont-fix', 'by-design',
    'follow-up')),
  opened_at TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  removed_at TEXT
, text_sha256 TEXT, in_faq INTEGER NOT NULL DEFAULT 0 CHECK (in_faq IN (0, 1))) STRICT;

CREATE INDEX threads_by_finding ON threads (finding_id);

CREATE TRIGGER threads_count_up BEFORE UPDATE ON threads
WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'a thread counts its revisions');
END;

CREATE TRIGGER threads_stay BEFORE DELETE ON threads BEGIN
  SELECT RAISE(ABORT, 'threads are marked as removed, not deleted');
END;

CREATE TABLE walkthrough (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev >= 0),
  title TEXT NOT NULL CHECK (length(title) <= 300),
  -- Why the steps are in this order.
  explanation TEXT NOT NULL CHECK (length(explanation) <= 2000)
) STRICT;

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

CREATE TABLE work_rules (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  rev INTEGER NOT NULL CHECK (rev > 0),
  -- Domains that addresses may have, as a JSON array; an empty one allows all.
  email_domains TEXT NOT NULL DEFAULT '[]' CHECK (json_type(email_domains) = 'array'),
  hours_p0 REAL NOT NULL DEFAULT 1 CHECK (hours_p0 BETWEEN 0.25 AND 100000),
  hours_p1 REAL NOT NULL DEFAULT 4 CHECK (hours_p1 BETWEEN 0.25 AND 100000),
  hours_p2 REAL NOT NULL DEFAULT 24 CHECK (hours_p2 BETWEEN 0.25 AND 100000),
  hours_p3 REAL NOT NULL DEFAULT 72 CHECK (hours_p3 BETWEEN 0.25 AND 100000)
) STRICT;

CREATE TRIGGER work_rules_count_up BEFORE UPDATE ON work_rules WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the rules count their revisions');
END;

CREATE TRIGGER work_rules_stay BEFORE DELETE ON work_rules BEGIN
  SELECT RAISE(ABORT, 'the rules are changed, not deleted');
END;

CREATE TABLE working_time (
  id INTEGER PRIMARY KEY,
  -- When the sitting began that it belongs to; a sitting ends with a longer break.
  sitting TEXT NOT NULL,
  -- The day in UTC, 2026-02-03.
  day TEXT NOT NULL CHECK (length(day) = 10),
  reviewer TEXT NOT NULL,
  -- The last event when it was measured: tells what a packet as of an event holds.
  after_event INTEGER NOT NULL CHECK (after_event >= 0),
  -- The file that was looked at, '' for none.
  path TEXT NOT NULL CHECK (length(path) <= 4096),
  -- The finding that was looked at, NULL for none.
  finding_id INTEGER REFERENCES findings (id) ON DELETE RESTRICT,
  active_ms INTEGER NOT NULL CHECK (active_ms > 0),
  last_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX working_time_once ON working_time
  (sitting, day, reviewer, after_event, path, coalesce(finding_id, 0));

CREATE VIEW workload AS
SELECT people.id AS person_id, people.capacity AS capacity,
  (SELECT COUNT(*) FROM action_items JOIN item_states USING (state)
    WHERE action_items.assignee_id = people.id AND is_active = 1 AND removed_at IS NULL) AS carried
FROM people;
