// What undo and redo go by: each command that changed something, and the rows as they were before
// and after it.
import type { Migration } from './migration.ts'

export default {
  name: 'steps',
  sql: `
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

-- Set inside a transaction that brings back former rows, and nowhere else.
CREATE TABLE restoring (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1))
) STRICT;
INSERT INTO restoring (id, is_on) VALUES (1, 0);

-- The legal ways lead forward; undoing a step goes one of them back.
DROP TRIGGER action_items_go_legal_ways;
CREATE TRIGGER action_items_go_legal_ways BEFORE UPDATE ON action_items
WHEN NEW.removed_at IS OLD.removed_at AND NOT EXISTS (
  SELECT 1 FROM item_transitions WHERE from_state = OLD.state AND to_state = NEW.state)
  AND (SELECT is_on FROM restoring) = 0 BEGIN
  SELECT RAISE(ABORT, 'an item cannot go this way');
END;
-- An item whose making is undone was never there: the next one starts anew.
DROP TRIGGER action_items_stay;
CREATE TRIGGER action_items_stay BEFORE DELETE ON action_items
WHEN (SELECT is_on FROM restoring) = 0 BEGIN
  SELECT RAISE(ABORT, 'items are marked as removed, not deleted');
END;
`,
} satisfies Migration
