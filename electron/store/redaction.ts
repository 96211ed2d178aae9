// What the reviewer wants masked in exported copies.
import { AppError } from '../api/errors.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredRedaction {
  readonly rev: number
  readonly secrets: boolean
  readonly addresses: boolean
  readonly homeFolders: boolean
  /** True where copies do not tell how long reviewers worked. */
  readonly times: boolean
  /** True where copies leave out attached files in which nothing can be masked. */
  readonly files: boolean
  readonly terms: readonly string[]
}

interface Row {
  readonly rev: number
  readonly secrets: 0 | 1
  readonly addresses: 0 | 1
  readonly homeFolders: 0 | 1
  readonly times: 0 | 1
  readonly files: 0 | 1
  readonly terms: string
}

export function redactionTable(db: Db, writer: Writer) {
  const select = db.prepare(`SELECT rev, secrets, addresses, home_folders AS homeFolders, times,
    files, terms FROM redaction`)
  const update = db.prepare(`UPDATE redaction SET rev = rev + 1, secrets = @secrets,
    addresses = @addresses, home_folders = @homeFolders, times = @times, files = @files,
    terms = @terms
    WHERE rev = @rev`)

  function read(): StoredRedaction {
    const row = select.get() as Row
    return {
      rev: row.rev,
      secrets: row.secrets === 1,
      addresses: row.addresses === 1,
      homeFolders: row.homeFolders === 1,
      times: row.times === 1,
      files: row.files === 1,
      terms: JSON.parse(row.terms) as string[],
    }
  }

  return {
    read,
    /** Throws `conflict`. */
    save(next: StoredRedaction, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const before = read()
        const row = {
          rev: next.rev,
          secrets: next.secrets ? 1 : 0,
          addresses: next.addresses ? 1 : 0,
          homeFolders: next.homeFolders ? 1 : 0,
          times: next.times ? 1 : 0,
          files: next.files ? 1 : 0,
          terms: JSON.stringify(next.terms),
        }
        if (update.run(row).changes !== 1) {
          throw new AppError(
            'conflict',
            'What is masked was changed in the meantime.',
            'Look at it as it is now, then repeat your change.',
          )
        }
        writer.record({
          kind: 'redaction.saved',
          subject: 'review',
          field: 'redaction',
          // The words that are masked are not written into the record that is exported.
          before: described(before),
          after: described(next),
          commandId: command.id,
        })
        return { rev: next.rev + 1 }
      }, command)
    },
  }
}

function described({ rev: _, terms, ...kinds }: StoredRedaction): string {
  return JSON.stringify({ ...kinds, terms: terms.length })
}
