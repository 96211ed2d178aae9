// An index over analysed source: which texts hold all three-character pieces of a word. The texts
// are kept beside it, so that a search reads neither the repository nor another database. It is a
// cache: what is lost or damaged is made anew.
import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import Database from 'better-sqlite3'

/** Changes with what is kept; an index of another version is thrown away. */
const VERSION = 1
/** More pieces of one query than this narrow nothing down. */
const MOST_PIECES = 48

const SCHEMA = `
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  -- Hash of the content and how it was read.
  key TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  deflated BLOB NOT NULL
) STRICT;
-- Pieces of three characters, the texts that hold them and nothing else: a sixth of the source.
CREATE VIRTUAL TABLE pieces USING fts5(
  text, content = '', contentless_delete = 1, detail = none,
  tokenize = 'trigram case_sensitive 1'
);
`

export interface IndexedText {
  readonly key: string
  readonly text: string
  /** The text in lower case, each character in its place. */
  readonly folded: string
}

export interface SearchIndex {
  /** The keys of all texts that are kept. */
  readonly keys: () => Set<string>
  /** The text under a key; undefined when it is not kept. */
  readonly read: (key: string) => string | undefined
  /** Keeps texts, all or none of them. */
  readonly add: (texts: readonly IndexedText[]) => void
  /** Drops texts. */
  readonly remove: (keys: readonly string[]) => void
  /**
   * Keys of texts that may hold all these words (folded): none is missing, some may not. Undefined
   * where the words are too short to tell.
   */
  readonly candidates: (words: readonly string[]) => ReadonlySet<string> | undefined
  readonly close: () => void
}

/** Opens or makes the index at an absolute path; in memory for ''. */
export function openSearchIndex(file: string, nativeBinding: string | undefined): SearchIndex {
  const db = openAnew(file, nativeBinding)
  const keys = db.prepare('SELECT key FROM texts').pluck()
  const one = db.prepare('SELECT size, deflated FROM texts WHERE key = ?')
  const insert = db.prepare(`INSERT INTO texts (key, size, deflated) VALUES (?, ?, ?)
    ON CONFLICT DO NOTHING`)
  const insertPieces = db.prepare('INSERT INTO pieces (rowid, text) VALUES (?, ?)')
  const removePieces = db.prepare(
    'DELETE FROM pieces WHERE rowid IN (SELECT id FROM texts WHERE key = ?)',
  )
  const remove = db.prepare('DELETE FROM texts WHERE key = ?')
  const holding = db
    .prepare('SELECT t.key FROM pieces p JOIN texts t ON t.id = p.rowid WHERE pieces MATCH ?')
    .pluck()
  return {
    keys: () => new Set(keys.all() as string[]),
    read(key: string): string | undefined {
      const row = one.get(key) as { size: number; deflated: Buffer } | undefined
      return (
        row &&
        inflateSync(row.deflated, { maxOutputLength: Math.max(1, row.size) }).toString('utf8')
      )
    },
    add(texts: readonly IndexedText[]): void {
      db.transaction(() => {
        for (const { key, text, folded } of texts) {
          const bytes = Buffer.from(text, 'utf8')
          const { changes, lastInsertRowid } = insert.run(
            key,
            bytes.length,
            deflateSync(bytes, { level: 1 }),
          )
          if (changes === 1) insertPieces.run(lastInsertRowid, indexable(folded))
        }
      }).immediate()
    },
    remove(dropped: readonly string[]): void {
      db.transaction(() => {
        for (const key of dropped) {
          removePieces.run(key)
          remove.run(key)
        }
      }).immediate()
    },
    candidates(words: readonly string[]): ReadonlySet<string> | undefined {
      const pieces = piecesOf(words)
      if (pieces.length === 0) return undefined
      const query = pieces.map((piece) => `"${piece.replaceAll('"', '""')}"`).join(' AND ')
      return new Set(holding.all(query) as string[])
    },
    close: () => db.close(),
  }
}

/** Pieces of three characters as the index cuts them. */
function piecesOf(words: readonly string[]): readonly string[] {
  const pieces = new Set<string>()
  for (const word of words) {
    // What cannot be said in UTF-8 is another character in the index, and after a null it reads on
    // as if a text began.
    if (!word.isWellFormed() || word.includes('\0')) continue
    const characters = [...word]
    for (let at = 0; at + 3 <= characters.length; at += 1) {
      pieces.add(characters.slice(at, at + 3).join(''))
      if (pieces.size === MOST_PIECES) return [...pieces]
    }
  }
  return [...pieces]
}

/** The tokenizer ends at a null. */
function indexable(folded: string): string {
  return folded.includes('\0') ? folded.replaceAll('\0', '\ufffd') : folded
}

/** A folder that cannot be written to costs the next start of a search time and nothing else. */
function openAnew(file: string, nativeBinding: string | undefined): Database.Database {
  const binding = bindingOf(nativeBinding)
  const open = () => prepared(new Database(file, { ...binding, timeout: 5_000 }))
  if (file !== '') {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      return open()
    } catch (error) {
      console.error('The index of the search could not be opened and is made anew.', error)
    }
    try {
      for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
      return open()
    } catch (error) {
      console.error('The index of the search is kept in memory.', error)
    }
  }
  return prepared(new Database(':memory:', binding))
}

function bindingOf(nativeBinding: string | undefined) {
  return nativeBinding === undefined ? {} : { nativeBinding }
}

function prepared(db: Database.Database): Database.Database {
  try {
    db.pragma('journal_mode = WAL')
    // A cache may lose its last writes.
    db.pragma('synchronous = OFF')
    db.pragma('trusted_schema = OFF')
    db.transaction(() => {
      const version = db.pragma('user_version', { simple: true })
      if (version === VERSION) return
      if (version !== 0) db.exec('DROP TABLE IF EXISTS pieces; DROP TABLE IF EXISTS texts;')
      db.exec(SCHEMA)
      db.pragma(`user_version = ${VERSION}`)
    }).immediate()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
