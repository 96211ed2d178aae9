// Action items: the work on a finding with its life, held by the database itself; who does it, how
// much each one carries, and how soon each priority is due.
import type { Migration } from './migration.ts'

const TIME = (column: string) =>
  `${column} TEXT CHECK (${column} IS NULL OR ${column} GLOB '????-??-??T??:??:??*Z')`

export default {
  name: 'action items',
  sql: `
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
CREATE TRIGGER people_stay BEFORE DELETE ON people BEGIN
  SELECT RAISE(ABORT, 'people are marked as removed, not deleted');
END;

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
INSERT INTO work_rules (id, rev) VALUES (1, 1);
CREATE TRIGGER work_rules_count_up BEFORE UPDATE ON work_rules WHEN NEW.rev <> OLD.rev + 1 BEGIN
  SELECT RAISE(ABORT, 'the rules count their revisions');
END;
CREATE TRIGGER work_rules_stay BEFORE DELETE ON work_rules BEGIN
  SELECT RAISE(ABORT, 'the rules are changed, not deleted');
END;
CREATE TRIGGER people_domain_new BEFORE INSERT ON people WHEN NEW.email <> '' BEGIN
  SELECT RAISE(ABORT, 'the domain of the address is not allowed') FROM work_rules
  WHERE json_array_length(email_domains) > 0 AND NOT EXISTS (
    SELECT 1 FROM json_each(email_domains)
    WHERE lower(substr(NEW.email, instr(NEW.email, '@') + 1)) = lower(value));
END;
CREATE TRIGGER people_domain BEFORE UPDATE OF email ON people WHEN NEW.email <> '' BEGIN
  SELECT RAISE(ABORT, 'the domain of the address is not allowed') FROM work_rules
  WHERE json_array_length(email_domains) > 0 AND NOT EXISTS (
    SELECT 1 FROM json_each(email_domains)
    WHERE lower(substr(NEW.email, instr(NEW.email, '@') + 1)) = lower(value));
END;

-- The states and the ways between them; the only list of them.
CREATE TABLE item_states (
  state TEXT PRIMARY KEY,
  -- Somebody has it on the desk: it counts towards the workload.
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  needs_assignee INTEGER NOT NULL CHECK (needs_assignee IN (0, 1)),
  -- A judgement: it needs a rationale.
  is_decision INTEGER NOT NULL CHECK (is_decision IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO item_states VALUES
  ('not-started', 0, 0, 0), ('assigned', 1, 1, 0), ('in-progress', 1, 1, 0), ('submitted', 1, 1, 0),
  ('accepted', 0, 1, 1), ('rejected', 1, 1, 1), ('cancelled', 0, 0, 1), ('verified', 0, 1, 1);
CREATE TABLE item_transitions (
  from_state TEXT NOT NULL REFERENCES item_states (state),
  to_state TEXT NOT NULL REFERENCES item_states (state),
  PRIMARY KEY (from_state, to_state)
) STRICT, WITHOUT ROWID;
INSERT INTO item_transitions VALUES
  ('not-started', 'assigned'), ('not-started', 'cancelled'),
  ('assigned', 'assigned'), ('assigned', 'not-started'), ('assigned', 'in-progress'),
  ('assigned', 'submitted'), ('assigned', 'cancelled'),
  ('in-progress', 'assigned'), ('in-progress', 'submitted'), ('in-progress', 'cancelled'),
  ('submitted', 'in-progress'), ('submitted', 'accepted'), ('submitted', 'rejected'),
  ('rejected', 'assigned'), ('rejected', 'in-progress'), ('rejected', 'cancelled'),
  ('accepted', 'in-progress'), ('accepted', 'verified'),
  ('verified', 'in-progress'), ('cancelled', 'not-started');

CREATE TABLE action_items (
  id INTEGER PRIMARY KEY,
  -- One item for each finding: work cannot be given out twice.
  finding_id INTEGER NOT NULL UNIQUE REFERENCES findings (id) ON DELETE RESTRICT,
  rev INTEGER NOT NULL CHECK (rev > 0),
  state TEXT NOT NULL REFERENCES item_states (state),
  assignee_id INTEGER REFERENCES people (id) ON DELETE RESTRICT,
  ${TIME('assigned_at')},
  ${TIME('started_at')},
  ${TIME('submitted_at')},
  ${TIME('decided_at')},
  decided_by TEXT,
  rationale TEXT NOT NULL DEFAULT '' CHECK (length(rationale) <= 10000),
  ${TIME('removed_at')},
  CHECK ((assignee_id IS NULL) = (assigned_at IS NULL)),
  CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
  CHECK (state NOT IN ('in-progress', 'submitted', 'accepted', 'rejected', 'verified')
    OR started_at IS NOT NULL),
  CHECK (state NOT IN ('submitted', 'accepted', 'rejected', 'verified')
    OR submitted_at IS NOT NULL)
) STRICT;
CREATE INDEX action_items_by_assignee ON action_items (assignee_id, state);
CREATE INDEX action_items_by_state ON action_items (state);

-- What each person carries is counted, never kept: it cannot drift or fall below nothing.
CREATE VIEW workload AS
SELECT people.id AS person_id, people.capacity AS capacity,
  (SELECT COUNT(*) FROM action_items JOIN item_states USING (state)
    WHERE action_items.assignee_id = people.id AND is_active = 1 AND removed_at IS NULL) AS carried
FROM people;

CREATE TRIGGER action_items_start BEFORE INSERT ON action_items
WHEN NEW.state <> 'not-started' OR NEW.rev <> 1 BEGIN
  SELECT RAISE(ABORT, 'an item starts as not started');
END;
CREATE TRIGGER action_items_count_up BEFORE UPDATE ON action_items
WHEN NEW.rev <> OLD.rev + 1 OR NEW.finding_id <> OLD.finding_id BEGIN
  SELECT RAISE(ABORT, 'an item counts its revisions');
END;
CREATE TRIGGER action_items_go_legal_ways BEFORE UPDATE ON action_items
WHEN NEW.removed_at IS OLD.removed_at AND NOT EXISTS (
  SELECT 1 FROM item_transitions WHERE from_state = OLD.state AND to_state = NEW.state) BEGIN
  SELECT RAISE(ABORT, 'an item cannot go this way');
END;
CREATE TRIGGER action_items_rest_while_removed BEFORE UPDATE ON action_items
WHEN NEW.removed_at IS NOT OLD.removed_at AND NEW.state <> OLD.state BEGIN
  SELECT RAISE(ABORT, 'an item is removed and brought back as it is');
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
-- The count is taken under the write lock of the same statement, so two cannot take the last place.
CREATE TRIGGER action_items_fit BEFORE UPDATE ON action_items
WHEN NEW.removed_at IS NULL AND (SELECT is_active FROM item_states WHERE state = NEW.state) = 1
  AND (NEW.assignee_id IS NOT OLD.assignee_id OR OLD.removed_at IS NOT NULL
    OR (SELECT is_active FROM item_states WHERE state = OLD.state) = 0) BEGIN
  SELECT RAISE(ABORT, 'this person has no room for another item') FROM workload
  WHERE person_id = NEW.assignee_id AND carried >= capacity;
  SELECT RAISE(ABORT, 'this person is not there') FROM people
  WHERE id = NEW.assignee_id AND (removed_at IS NOT NULL OR is_away = 1);
END;
CREATE TRIGGER action_items_stay BEFORE DELETE ON action_items BEGIN
  SELECT RAISE(ABORT, 'items are marked as removed, not deleted');
END;
CREATE TRIGGER people_with_work_stay BEFORE UPDATE OF removed_at ON people
WHEN NEW.removed_at IS NOT NULL
  AND (SELECT carried FROM workload WHERE person_id = NEW.id) > 0 BEGIN
  SELECT RAISE(ABORT, 'this person still has items');
END;
`,
} satisfies Migration
