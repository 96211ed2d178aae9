import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { stepPruning } from '../../electron/store/step-pruning.ts'
import { aFolderWith } from '../support/folders.ts'
import { aCommand, aRawFinding, aRunWith, aStore } from '../support/stores.ts'
import { actAtRandom, randomNumbers } from './random-actions.ts'

/** Short for every day; `STEP_ACTIONS=1000` for the full length. */
const ACTIONS = Number(process.env.STEP_ACTIONS ?? 250)
/** What happened, and what no step changes. */
const NOT_CONTENT =
  /^(events|merged_events|commands|steps|step_changes|sqlite_.*|review|runs|texts|attached_bytes|findings|files)$/
/** Counting and signing; the latter says who wrote the present words, also when that was undoing. */
const NOT_SAID = new Set([
  'rev',
  'decided_at',
  'decided_by',
  'written_at',
  'written_by',
  'answered_at',
  'answered_by',
])

/** All that the review says, row by row; rows that hold nothing any more say nothing. */
function contentOf(file: string): unknown {
  const db = new Database(file, { readonly: true })
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  const content = (tables as string[])
    .filter((name) => !NOT_CONTENT.test(name))
    .map((name) => {
      const rows = db.prepare(`SELECT * FROM ${name}`).all() as Record<string, unknown>[]
      const said = rows.filter((row) => !isEmpty(name, row)).map(wordsOf)
      return [name, said.map((row) => JSON.stringify(row)).sort()]
    })
  db.close()
  return Object.fromEntries(content)
}

function wordsOf(row: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_SAID.has(name)))
}

function isEmpty(table: string, row: Record<string, unknown>): boolean {
  if (typeof row.removed_at === 'string') return true
  const { finding_id: _finding, ...words } = wordsOf(row)
  switch (table) {
    case 'decisions': {
      const plain = ['undecided', 'not-started', '', null]
      return Object.values(words).every((value) => plain.includes(value as string | null))
    }
    case 'templates':
      return row.text === ''
    case 'field_texts':
      return row.text === '' && row.is_confirmed === 0
    case 'estimates':
      return row.low === null
    case 'score_adjustment':
      return row.points === 0
    case 'answers':
      return row.answer === null && row.note === ''
    case 'checks':
      return row.standing !== null && row.ticked_at === null && row.owner === ''
    default:
      return false
  }
}

function aReviewOf(findings: number, now?: () => Date) {
  const file = join(aFolderWith(), 'review.sqlite')
  const store = aStore({ file, ...(now && { now }) })
  const { ids } = aRunWith(
    store,
    Array.from({ length: findings }, (_, index) => aRawFinding({ line: index + 1 })),
  )
  return { file, store, ids }
}

const undo = (store: ReturnType<typeof aStore>) => {
  const step = store.steps.around().undo
  if (step === undefined) return undefined
  return store.steps.undo(step.id, aCommand('history.undo'))
}
const redo = (store: ReturnType<typeof aStore>) => {
  const step = store.steps.around().redo
  if (step === undefined) return undefined
  return store.steps.redo(step.id, aCommand('history.redo'))
}

test.each([1, 2])(
  'all that was done at random is undone to the start and done again to the end (%i)',
  (seed) => {
    const { file, store: first, ids } = aReviewOf(8)
    const other = { file: join(aFolderWith(), 'other.sqlite') }
    first.close()
    copyFileSync(file, other.file)
    const store = aStore({ file })
    const copy = { ...other, store: aStore({ ...other, actor: 'bea' }) }
    const below = randomNumbers(seed)
    const start = contentOf(file)
    let taken = 0
    for (let action = 0; action < ACTIONS; action += 1) {
      if (actAtRandom(store, ids, below, copy)) taken += 1
      // Going back and on in between, as people do.
      if (below(20) === 0) {
        const before = contentOf(file)
        const steps = below(4)
        for (let step = 0; step < steps; step += 1) undo(store)
        for (let step = 0; step < steps; step += 1) redo(store)
        expect(contentOf(file)).toEqual(before)
      }
    }
    expect(taken).toBeGreaterThan(ACTIONS / 4)
    const end = contentOf(file)
    store.close()

    // Another day, another process: the steps are in the file.
    const later = aStore({ file })
    let undone = 0
    while (undo(later) !== undefined) undone += 1
    expect(undone).toBeGreaterThan(ACTIONS / 5)
    expect(contentOf(file)).toEqual(start)
    while (redo(later) !== undefined) undone -= 1
    expect(undone).toBe(0)
    expect(contentOf(file)).toEqual(end)
    expect(later.steps.latest(ACTIONS).map(({ method }) => method)).toEqual(
      expect.arrayContaining(['merge.apply', 'questions.answer', 'attachments.add', 'drift.apply']),
    )
    expect(later.events.firstBroken()).toBeUndefined()
  },
  600_000,
)

test('a step undone stands in the record with what was and what is', () => {
  const { store, ids } = aReviewOf(1)
  const [findingId = 0] = ids
  store.decisions.decide({ findingId, rev: 0, change: { verdict: 'confirmed' } }, aCommand())
  undo(store)
  expect(store.findings.get(findingId)).toMatchObject({ verdict: 'undecided', rev: 2 })
  expect(store.events.of(`finding:${findingId}`).at(-1)).toMatchObject({
    kind: 'step.undone',
    field: 'verdict',
    before: 'confirmed',
    after: 'undecided',
  })
})

test('a thousand findings decided at once are one step', () => {
  const { store, ids } = aReviewOf(1_000)
  const findings = ids.map((findingId) => ({ findingId, rev: 0 }))
  const change = { verdict: 'dismissed', dismissReason: 'Used in tests.' } as const
  store.decisions.decideAll(findings, change, aCommand('findings.decideAll'))
  expect(store.findings.list().every(({ verdict }) => verdict === 'dismissed')).toBe(true)
  expect(undo(store)?.events).toHaveLength(2_000)
  expect(store.findings.list().every(({ verdict }) => verdict === 'undecided')).toBe(true)
  expect(undo(store)).toBeUndefined()
})

test('one finding that changed since keeps all of a decision on many from being taken', () => {
  const { store, ids } = aReviewOf(3)
  const findings = ids.map((findingId, index) => ({ findingId, rev: index === 2 ? 7 : 0 }))
  expect(() =>
    store.decisions.decideAll(findings, { verdict: 'confirmed' }, aCommand('findings.decideAll')),
  ).toThrow(/changed/)
  expect(store.findings.list().every(({ verdict }) => verdict === 'undecided')).toBe(true)
  expect(store.steps.around().undo).toBeUndefined()
})

test.each([
  ['steps', { steps: 3, images: 1_000 }, 3],
  ['rows', { steps: 1_000, images: 4 }, 4],
  ['nothing but the newest step', { steps: 0, images: 0 }, 1],
])('undo goes as far back as is kept: %s', (_what, limits, expected) => {
  const { file, store: first, ids } = aReviewOf(8)
  for (const findingId of ids) {
    first.decisions.decide({ findingId, rev: 0, change: { verdict: 'confirmed' } }, aCommand())
  }
  first.close()
  const db = new Database(file)
  stepPruning(db)(limits)
  const images = db.prepare('SELECT COUNT(*) FROM step_changes').pluck().get()
  db.close()
  expect(images).toBe(expected)

  const store = aStore({ file })
  expect(store.steps.latest(100)).toHaveLength(expected)
  let undone = 0
  while (undo(store) !== undefined) undone += 1
  expect(undone).toBe(expected)
  expect(store.findings.list().filter(({ verdict }) => verdict === 'confirmed')).toHaveLength(
    8 - expected,
  )
  // What happened stays told, also where it cannot be undone any more.
  expect(store.events.of(`finding:${ids[0]}`).length).toBeGreaterThan(0)
})

test('the rows of a step that was undone and overtaken are not kept', () => {
  const { file, store, ids } = aReviewOf(2)
  const [one = 0, other = 0] = ids
  store.decisions.decide({ findingId: one, rev: 0, change: { verdict: 'confirmed' } }, aCommand())
  undo(store)
  store.decisions.decide({ findingId: other, rev: 0, change: { verdict: 'confirmed' } }, aCommand())
  store.close()
  const db = new Database(file, { readonly: true })
  expect(db.prepare('SELECT DISTINCT step_id FROM step_changes').pluck().all()).toHaveLength(1)
  db.close()
})

test('typing in one field is one step, until somebody pauses', () => {
  let seconds = 0
  const { store, ids } = aReviewOf(1, () => new Date(seconds * 1_000))
  const [findingId = 0] = ids
  for (const [at, note] of [
    [0, 'a'],
    [1, 'ab'],
    [2, 'abc'],
    [60, 'abc d'],
  ] as const) {
    seconds = at
    const rev = store.findings.get(findingId)?.rev ?? 0
    store.decisions.decide({ findingId, rev, change: { note } }, aCommand())
  }
  undo(store)
  expect(store.findings.get(findingId)?.note).toBe('abc')
  undo(store)
  expect(store.findings.get(findingId)?.note).toBe('')
  redo(store)
  expect(store.findings.get(findingId)?.note).toBe('abc')
})

test('what is done after an undo takes the place of what was undone', () => {
  const { store, ids } = aReviewOf(1)
  const [findingId = 0] = ids
  store.decisions.decide({ findingId, rev: 0, change: { priority: 'P0' } }, aCommand())
  undo(store)
  store.decisions.decide({ findingId, rev: 2, change: { priority: 'P3' } }, aCommand())
  expect(store.steps.around().redo).toBeUndefined()
  undo(store)
  expect(store.steps.around().undo).toBeUndefined()
})

test('only the newest step is undone: a late second press changes nothing', () => {
  const { store, ids } = aReviewOf(1)
  const [findingId = 0] = ids
  store.decisions.decide({ findingId, rev: 0, change: { priority: 'P0' } }, aCommand())
  const stepId = store.steps.around().undo?.id ?? 0
  store.decisions.decide({ findingId, rev: 1, change: { note: 'x' } }, aCommand())
  expect(() => store.steps.undo(stepId, aCommand('history.undo'))).toThrow(/in the meantime/)
  store.steps.goTo(0, aCommand('history.goTo'))
  expect(store.findings.get(findingId)).toMatchObject({ priority: 'P1', note: '' })
})
