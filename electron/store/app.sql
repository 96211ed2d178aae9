CREATE TABLE reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  database_file TEXT NOT NULL UNIQUE,
  root_path TEXT NOT NULL,
  only_path TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  branch TEXT,
  head_commit TEXT,
  opened_at TEXT NOT NULL,
  open_findings INTEGER NOT NULL DEFAULT 0 CHECK (open_findings >= 0),
  verdict TEXT NOT NULL DEFAULT 'unknown' CHECK (verdict IN ('pass', 'fail', 'unknown')),
  is_forgotten INTEGER NOT NULL DEFAULT 0 CHECK (is_forgotten IN (0, 1))
, coverage REAL CHECK (coverage BETWEEN 0 AND 1), stopped_path TEXT, stopped_line INTEGER CHECK (stopped_line > 0)) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;
