import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { aFolderWith } from '../../support/folders.ts'
import { aRawFinding, aRunWith, aStore } from '../../support/stores.ts'
import { decide, merge, twoCopies } from './two-copies.ts'

describe('two reviews that began apart', () => {
  function apart(lines: readonly number[], text?: string) {
    const file = join(aFolderWith(), 'review.sqlite')
    const store = aStore({ file, actor: 'bea', now: () => new Date('2026-03-03T03:03:03Z') })
    const { ids } = aRunWith(
      store,
      lines.map((line) => aRawFinding({ line })),
      text,
    )
    return { file, store, ids }
  }

  test('meet by the fingerprints of their findings', () => {
    const { ids, ada } = twoCopies(3)
    const bea = apart([3, 2, 1])
    decide(bea.store, bea.ids[0] ?? 0, { note: 'about line 3' })
    const { preview } = merge(ada.store, bea.file)
    expect(preview).toMatchObject({ shared: 0, conflicts: [], left: [] })
    expect(ada.store.findings.get(ids[2] ?? 0)?.note).toBe('about line 3')
  })

  test('say what is about findings that only one has', () => {
    const { ada } = twoCopies(3)
    const bea = apart([1, 99])
    decide(bea.store, bea.ids[1] ?? 0, { note: 'nowhere else' })
    expect(ada.store.merges.preview(bea.file).left).toMatchObject([
      expect.stringContaining('1 finding of the other review is not in this one'),
    ])
  })

  test('of other code are refused', () => {
    const { ada } = twoCopies(3)
    const bea = apart([1], 'other code\n')
    expect(() => ada.store.merges.preview(bea.file)).toThrow(/only 0 of 1 files are the same/)
  })
})

describe('a database that cannot be merged', () => {
  test.each([
    ['missing', /There is no review database/, (file: string) => void file],
    [
      'not a database',
      /not a database, or it is damaged/,
      (file: string) => writeFileSync(file, 'x'.repeat(4_096)),
    ],
    [
      'of another program',
      /database of another program/,
      (file: string) => sql(file, 'CREATE TABLE t (a)'),
    ],
    [
      'newer',
      /newer version of Lectern/,
      (file: string, copy: string) => {
        copyFileSync(copy, file)
        sql(file, 'PRAGMA user_version = 9999')
      },
    ],
    [
      'tampered with',
      /does not hold from event 1 on/,
      (file: string, copy: string) => {
        copyFileSync(copy, file)
        sql(file, "DROP TRIGGER events_stand; UPDATE events SET actor = 'mallory' WHERE seq = 1")
      },
    ],
    [
      'without its tables',
      /damaged/,
      (file: string, copy: string) => {
        copyFileSync(copy, file)
        sql(file, 'PRAGMA foreign_keys = OFF; DROP TABLE comments')
      },
    ],
    [
      'torn',
      /damaged/,
      (file: string, copy: string) => {
        const bytes = readFileSync(copy)
        writeFileSync(file, bytes.subarray(0, bytes.length / 2))
      },
    ],
  ])('because it is %s is refused with a sentence and left alone', (_, message, make) => {
    const { folder, ada, bea } = twoCopies(1)
    bea.store.close()
    const file = join(folder, 'other.sqlite')
    make(file, bea.file)
    const bytes = contentIfThere(file)
    const before = ada.store.events.lastSeq()
    expect(() => ada.store.merges.preview(file)).toThrow(message)
    expect(contentIfThere(file)).toEqual(bytes)
    expect(ada.store.events.lastSeq()).toBe(before)
  })

  test('because it is the open one itself is refused', () => {
    const { ada } = twoCopies(1)
    expect(() => ada.store.merges.preview(ada.file)).toThrow(/review that is open/)
  })

  test('while it is open elsewhere is read as it was last saved', () => {
    const { ids, ada, bea } = twoCopies(1)
    decide(bea.store, ids[0] ?? 0, { note: 'in the log' })
    const other = new Database(bea.file)
    other.exec('BEGIN IMMEDIATE')
    expect(merge(ada.store, bea.file).result.taken).toBe(1)
    other.exec('ROLLBACK')
    other.close()
    expect(ada.store.findings.get(ids[0] ?? 0)?.note).toBe('in the log')
  })
})

function sql(file: string, statements: string): void {
  const db = new Database(file)
  db.exec(statements)
  db.close()
}

function contentIfThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined
}
