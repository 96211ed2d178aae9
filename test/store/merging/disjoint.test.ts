import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { aStore } from '../../support/stores.ts'
import { randomNumbers } from '../random-actions.ts'
import { edit, FIELDS, writeAll } from './random-edits.ts'
import { contentOf, merge, twoCopies } from './two-copies.ts'

/** Edits on each side; `MERGE_EDITS=500` for the full length. */
const EDITS = Number(process.env.MERGE_EDITS ?? 150)

test.each([1, 2])(
  'copies with disjoint edits merge to the same review either way (seed %i)',
  (seed) => {
    const { folder, ids, ada, bea } = twoCopies(12, writeAll)
    const below = randomNumbers(seed)
    for (let count = 0; count < EDITS; count += 1) {
      edit(ada.store, ids, below, (field, at) => (field + at) % 2 === 0)
      edit(bea.store, ids, below, (field, at) => (field + at) % 2 === 1)
    }
    const [adaBefore, beaBefore] = ['a', 'b'].map((name) => join(folder, `${name}-before.sqlite`))
    for (const [one, to] of [
      [ada, adaBefore],
      [bea, beaBefore],
    ] as const) {
      one.store.close()
      copyFileSync(one.file, to ?? '')
    }
    const adaStore = aStore({ file: ada.file, actor: 'ada' })
    const beaStore = aStore({ file: bea.file, actor: 'bea' })
    const forward = merge(adaStore, beaBefore ?? '')
    const backward = merge(beaStore, adaBefore ?? '')
    expect(forward.preview.conflicts).toEqual([])
    expect(backward.preview.conflicts).toEqual([])
    expect(forward.result.left).toEqual([])
    expect(contentOf(ada.file)).toEqual(contentOf(bea.file))
    expect(adaStore.events.firstBroken()).toBeUndefined()
  },
)

test.each([4])('a conflict is exactly a field that both changed (seed %i)', (seed) => {
  const { ids, ada, bea } = twoCopies()
  const below = randomNumbers(seed)
  // Fields of decisions alone: what is new never conflicts.
  const decided = (field: number) => field < FIELDS.length
  for (let count = 0; count < EDITS; count += 1) {
    edit(ada.store, ids, below, decided)
    edit(bea.store, ids, below, decided)
  }
  const names = ['verdict', 'note', 'priority', 'gate', 'severity', 'status', 'tags']
  const [mine, theirs] = [decisionsIn(ada.file, ids), decisionsIn(bea.file, ids)]
  const base = decisionsIn(twoCopies().ada.file, ids)
  const expected = ids.flatMap((id, at) =>
    names.flatMap((name) => {
      const [a, b, before] = [mine, theirs, base].map((rows) => rows[at]?.[name])
      return a !== b && a !== before && b !== before ? [`${id} ${name}`] : []
    }),
  )
  const { preview } = merge(ada.store, bea.file)
  expect(preview.conflicts.map(({ findingId, field }) => `${findingId} ${field}`).sort()).toEqual(
    expected.sort(),
  )
})

/** Decisions as they are stored: what was never decided is null, whatever the default is. */
function decisionsIn(file: string, ids: readonly number[]) {
  const db = new Database(file, { readonly: true })
  const one = db.prepare('SELECT * FROM decisions WHERE finding_id = ?')
  const rows = ids.map((id): Record<string, unknown> => {
    const none = {
      verdict: 'undecided',
      note: '',
      tags: '',
      status: 'not-started',
      severity: null,
      severity_reason: '',
    }
    const row = (one.get(id) ?? none) as Record<string, unknown>
    const { verdict, note, tags, status, priority = null, gate = null } = row
    return {
      verdict,
      note,
      tags,
      status,
      priority,
      gate,
      severity: `${row.severity} ${row.severity_reason}`,
    }
  })
  db.close()
  return rows
}
