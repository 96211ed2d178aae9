// Files as they are read since the marks followed them, until a run reads them itself.
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface CarriedFile {
  /** The file as it is called now. */
  readonly path: string
  /** As the run of `runId` knew it. */
  readonly fromPath: string
  readonly fromSha256: string
  readonly runId: number
  readonly textSha256: string
  readonly lines: number
  readonly bytes: number
}

export function carriedFileTable(db: Db, writer: Writer) {
  const columns = `path, from_path AS fromPath, from_sha256 AS fromSha256, run_id AS runId,
    text_sha256 AS textSha256, lines, bytes`
  const inForce = db.prepare(`SELECT ${columns} FROM carried_files
    WHERE run_id = (SELECT MAX(id) FROM runs) ORDER BY path`)
  const all = db.prepare(`SELECT ${columns} FROM carried_files ORDER BY path`)
  const one = db.prepare(`SELECT ${columns} FROM carried_files
    WHERE path = ? AND run_id = (SELECT MAX(id) FROM runs)`)
  const remove = db.prepare('DELETE FROM carried_files WHERE from_path = @fromPath')
  const put = db.prepare(`INSERT INTO carried_files (path, rev, run_id, from_path, from_sha256,
    text_sha256, lines, bytes) VALUES (@path, 1, @runId, @fromPath, @fromSha256, @textSha256, @lines,
    @bytes) ON CONFLICT (path) DO UPDATE SET rev = rev + 1, run_id = excluded.run_id,
    from_path = excluded.from_path, from_sha256 = excluded.from_sha256,
    text_sha256 = excluded.text_sha256, lines = excluded.lines, bytes = excluded.bytes`)
  return {
    /** Those that no run has read since. */
    inForce: () => inForce.all() as CarriedFile[],
    /** With those of earlier runs: they tell which file was renamed. */
    all: () => all.all() as CarriedFile[],
    get: (path: string) => one.get(path) as CarriedFile | undefined,
    /** Inside a command. `before` is the content that the file was read in until now. */
    put(file: CarriedFile, before: string, command: Command): void {
      remove.run(file)
      put.run(file)
      const name = (path: string, sha256: string) => `${path} ${sha256.slice(0, 7)}`
      writer.record({
        kind: 'file.carried',
        subject: `file:${file.fromPath}`,
        field: 'text',
        before,
        after: name(file.path, file.textSha256),
        commandId: command.id,
      })
    },
  }
}
