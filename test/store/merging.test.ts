import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { MergeChoice } from '../../electron/api/merge.ts'
import type { ReviewStore } from '../../electron/store/review-store.ts'
import { aFolderWith } from '../support/folders.ts'
import { aCommand, aRawFinding, aRunWith, aStore } from '../support/stores.ts'
import { randomNumbers } from './random-actions.ts'

/** Edits on each side; `MERGE_EDITS=500` for the full length. */
const EDITS = Number(process.env.MERGE_EDITS ?? 120)

/** Two copies of one analysed review, as two reviewers take them home. */
function twoCopies(findings = 12) {
  const folder = aFolderWith()
  const first = join(folder, 'base.sqlite')
  const base = aStore({ file: first, actor: 'lead' })
  const { ids } = aRunWith(
    base,
    Array.from({ length: findings }, (_, index) => aRawFinding({ line: index + 1 })),
  )
  base.close()
  const open = (name: string, seconds: number) => {
    const file = join(folder, `${name}.sqlite`)
    copyFileSync(first, file)
    let tick = 0
    const now = () => {
      tick += 1
      return new Date(Date.UTC(2026, 2, 1, 9, 0, seconds) + 60_000 * tick)
    }
    return { file, store: aStore({ file, actor: name, now }) }
  }
  return { folder, ids, ada: open('ada', 0), bea: open('bea', 30) }
}

function merge(
  store: ReviewStore,
  from: string,
  choice: MergeChoice = 'mine',
  command = aCommand('merge.apply'),
) {
  const preview = store.merges.preview(from)
  const choices = new Map(preview.conflicts.map(({ key }) => [key, choice]))
  return { preview, result: store.merges.apply(from, preview.state, choices, command) }
}

const decide = (store: ReviewStore, findingId: number, change: object) =>
  store.decisions.decide(
    { findingId, rev: store.findings.get(findingId)?.rev ?? 0, change },
    aCommand('findings.decide'),
  )

const IGNORED =
  /^(events|merged_events|merged_rows|merges|commands|steps|step_changes|sqlite_.*|review|runs|restoring)$/

/** What a review says without the ids and counters that differ between copies. */
function contentOf(file: string) {
  const db = new Database(file, { readonly: true })
  const all = (sql: string) => db.prepare(sql).all() as Record<string, unknown>[]
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[]
  const threads = new Map(
    all(
      'SELECT t.id, (SELECT text FROM comments WHERE thread_id = t.id ORDER BY id) AS text FROM threads t',
    ).map(({ id, text }) => [id, text]),
  )
  const people = new Map(all('SELECT id, name FROM people').map(({ id, name }) => [id, name]))
  const content = tables
    .filter((name) => !IGNORED.test(name))
    .map((name): [string, string[]] => {
      const rows = all(`SELECT * FROM ${name}`).map(({ id, rev: _rev, ...row }) => {
        if ('thread_id' in row) row.thread_id = threads.get(row.thread_id)
        if ('assignee_id' in row) row.assignee_id = people.get(row.assignee_id)
        return JSON.stringify(name === 'findings' ? { id, ...row } : row)
      })
      return [name, rows.sort()]
    })
  db.close()
  return Object.fromEntries(content)
}

/** The fields that one reviewer may touch: the other half is the other one's. */
const FIELDS = [
  (n: number) => ({ verdict: (['confirmed', 'undecided'] as const)[n % 2] }),
  (n: number) => ({ note: `words ${n}` }),
  (n: number) => ({ priority: (['P0', 'P1', 'P2', 'P3'] as const)[n % 4] }),
  (n: number) => ({ gate: (['merge', 'production', 'later'] as const)[n % 3] }),
  (n: number) => ({ severity: (['critical', 'low'] as const)[n % 2], severityReason: `as ${n}` }),
  (n: number) => ({ status: (['deferred', 'in-progress', 'fixed'] as const)[n % 3] }),
]

/** One edit at random of a field that is this reviewer's. */
function edit(
  store: ReviewStore,
  ids: readonly number[],
  below: (limit: number) => number,
  owns: (field: number, finding: number) => boolean,
): void {
  for (;;) {
    const at = below(ids.length)
    const field = below(FIELDS.length + 3)
    if (!owns(field, at)) continue
    const findingId = ids[at] ?? 0
    const n = below(1_000)
    const change = FIELDS[field]
    if (change !== undefined) decide(store, findingId, change(n))
    else if (field === FIELDS.length) {
      const known = store.fieldTexts.all().find((one) => one.findingId === findingId)
      store.fieldTexts.save(
        {
          findingId,
          field: 'impact',
          text: `impact ${n}`,
          isConfirmed: n % 2 === 0,
          rev: known?.rev ?? 0,
        },
        aCommand('packet.saveText'),
      )
    } else if (field === FIELDS.length + 1) {
      const { rev } = store.estimates.ofFinding(findingId)
      store.estimates.save(
        { findingId, rev, hours: { low: n, high: n + 1 } },
        aCommand('packet.saveHours'),
      )
    } else {
      const own = store.threads.all().filter((one) => one.findingId === findingId)
      const [thread] = own
      if (thread === undefined || n % 3 === 0) {
        store.threads.open(
          { findingId, path: 'app.py', startLine: 1, endLine: 1, snippet: 'pass', textSha256: '' },
          `thread ${store.writer.actor()} ${n} ${store.events.lastSeq()}`,
          aCommand('threads.open'),
        )
      } else if (n % 3 === 1) {
        store.threads.reply(
          thread.id,
          `reply ${n} ${store.events.lastSeq()}`,
          aCommand('threads.reply'),
        )
      } else {
        store.fixes.create(
          {
            findingId,
            title: `fix ${store.writer.actor()} ${n}`,
            grade: 'needs-review',
            path: 'app.py',
            startLine: 1,
            endLine: 1,
            before: 'pass',
            after: `pass  # ${n}`,
            textSha256: store.findings.get(findingId)?.textSha256 ?? '',
          },
          aCommand('fixes.create'),
        )
      }
    }
    return
  }
}

test.each([1, 2, 3])(
  'copies with disjoint edits merge to the same review either way (seed %i)',
  (seed) => {
    const { folder, ids, ada, bea } = twoCopies()
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

test.each([4, 5])('a conflict is exactly a field that both changed (seed %i)', (seed) => {
  const { ids, ada, bea } = twoCopies()
  const below = randomNumbers(seed)
  // Fields of decisions alone: what is new never conflicts.
  const decided = (field: number) => field < FIELDS.length
  for (let count = 0; count < EDITS; count += 1) {
    edit(ada.store, ids, below, decided)
    edit(bea.store, ids, below, decided)
  }
  const names = ['verdict', 'note', 'priority', 'gate', 'severity', 'status']
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
      status: 'not-started',
      severity: null,
      severity_reason: '',
    }
    const row = (one.get(id) ?? none) as Record<string, unknown>
    const { verdict, note, status, priority = null, gate = null } = row
    return {
      verdict,
      note,
      status,
      priority,
      gate,
      severity: `${row.severity} ${row.severity_reason}`,
    }
  })
  db.close()
  return rows
}

describe('a conflict', () => {
  function inConflict() {
    const copies = twoCopies(2)
    const [id = 0] = copies.ids
    decide(copies.ada.store, id, { verdict: 'confirmed', note: 'a race' })
    decide(copies.bea.store, id, { verdict: 'dismissed', dismissReason: 'locked by the caller' })
    return { ...copies, id }
  }

  test('shows both versions with their writers', () => {
    const { ada, bea } = inConflict()
    const { conflicts, reviewers, events } = ada.store.merges.preview(bea.file)
    expect(reviewers).toEqual(['bea'])
    expect(events).toBe(2)
    expect(conflicts).toMatchObject([
      {
        field: 'verdict',
        about: 'swallowed-exception at app.py:1',
        mine: { text: 'confirmed', by: 'ada' },
        theirs: { text: 'dismissed\nlocked by the caller', by: 'bea' },
      },
    ])
  })

  test.each([
    ['mine', 'confirmed', 0],
    ['theirs', 'dismissed', 0],
    ['both', 'confirmed', 1],
  ] as const)('taken as %s leaves the finding %s', (choice, verdict, threads) => {
    const { ada, bea, id } = inConflict()
    merge(ada.store, bea.file, choice)
    expect(ada.store.findings.get(id)).toMatchObject({ verdict, note: 'a race' })
    const found = ada.store.threads.all()
    expect(found).toHaveLength(threads)
    if (threads > 0) expect(found[0]?.comments[0]?.text).toContain('bea: dismissed')
  })

  test('is asked once: merging again brings nothing up', () => {
    const { ada, bea, id } = inConflict()
    merge(ada.store, bea.file, 'mine')
    expect(ada.store.merges.preview(bea.file)).toMatchObject({ events: 0, taken: 0, conflicts: [] })
    decide(bea.store, id, { note: 'see the caller' })
    expect(ada.store.merges.preview(bea.file)).toMatchObject({ events: 1 })
  })

  test('that is not chosen stops the merge', () => {
    const { ada, bea, id } = inConflict()
    const { state } = ada.store.merges.preview(bea.file)
    expect(() =>
      ada.store.merges.apply(bea.file, state, new Map(), aCommand('merge.apply')),
    ).toThrow(/changed since/)
    expect(ada.store.findings.get(id)).toMatchObject({ verdict: 'confirmed' })
    expect(ada.store.merges.reviewers()).toEqual([])
  })
})

describe('a merge', () => {
  test('goes on where the last one ended, and is fast where only one side went on', () => {
    const { ids, ada, bea } = twoCopies(2)
    const [id = 0] = ids
    decide(bea.store, id, { note: 'first' })
    merge(ada.store, bea.file)
    decide(bea.store, id, { note: 'second' })
    const { preview } = merge(ada.store, bea.file)
    expect(preview).toMatchObject({ events: 1, taken: 1, conflicts: [] })
    expect(ada.store.findings.get(id)?.note).toBe('second')
    // And back: what came from there is no news there.
    expect(bea.store.merges.preview(ada.file)).toMatchObject({ taken: 0, conflicts: [] })
  })

  test('is one step: undone, the review says what it said; done again, what it said after', () => {
    const { ids, ada, bea } = twoCopies(6)
    const below = randomNumbers(7)
    for (let count = 0; count < 60; count += 1) {
      edit(ada.store, ids, below, (field) => field % 2 === 0)
      edit(bea.store, ids, below, (field) => field % 2 === 1)
    }
    const before = ids.map((id) => ada.store.findings.get(id))
    const threads = ada.store.threads.all().length
    merge(ada.store, bea.file)
    const after = ids.map((id) => ada.store.findings.get(id))
    const step = ada.store.steps.around().undo
    expect(step?.method).toBe('merge.apply')
    ada.store.steps.undo(step?.id ?? 0, aCommand('history.undo'))
    const said = (rows: typeof before) =>
      rows.map((row) => ({ ...row, rev: 0, decidedAt: '', decidedBy: '' }))
    expect(said(ids.map((id) => ada.store.findings.get(id)))).toEqual(said(before))
    expect(ada.store.threads.all()).toHaveLength(threads)
    expect(ada.store.merges.reviewers()).toEqual([])
    ada.store.steps.redo(step?.id ?? 0, aCommand('history.redo'))
    expect(said(ids.map((id) => ada.store.findings.get(id)))).toEqual(said(after))
    expect(ada.store.merges.reviewers()).toEqual(['bea'])
    expect(ada.store.events.firstBroken()).toBeUndefined()
  })

  test('can be made again after it was taken back', () => {
    const { ids, ada, bea } = twoCopies(1)
    const [id = 0] = ids
    bea.store.threads.open(
      { findingId: id, path: 'app.py', startLine: 1, endLine: 1, snippet: 'pass', textSha256: '' },
      'why?',
      aCommand('threads.open'),
    )
    decide(bea.store, id, { note: 'mine' })
    merge(ada.store, bea.file)
    const step = ada.store.steps.around().undo
    ada.store.steps.undo(step?.id ?? 0, aCommand('history.undo'))
    merge(ada.store, bea.file)
    expect(ada.store.findings.get(id)?.note).toBe('mine')
    expect(ada.store.threads.all().map(({ comments }) => comments[0]?.text)).toEqual(['why?'])
  })

  test('records who changed what, and keeps the other record word for word', () => {
    const { ids, ada, bea } = twoCopies(1)
    const [id = 0] = ids
    decide(bea.store, id, { verdict: 'confirmed' })
    const { hash } = bea.store.events.all().at(-1) ?? {}
    merge(ada.store, bea.file)
    const events = ada.store.events.all()
    expect(events.slice(-2)).toMatchObject([
      { kind: 'review.merged', actor: 'ada', after: 'bea' },
      {
        kind: 'merge.taken',
        actor: 'bea',
        subject: `finding:${id}`,
        field: 'verdict',
        after: 'confirmed',
      },
    ])
    const db = new Database(ada.file, { readonly: true })
    expect(db.prepare('SELECT hash FROM merged_events').pluck().all()).toEqual([hash])
    db.close()
  })

  test('joins what two have read of one file, without what one took back', () => {
    const { ada, bea } = twoCopies(1)
    const sha = ada.store.findings.textOf('app.py') ?? ''
    const read = (store: ReviewStore, rev: number, ...lines: (readonly [number, number])[]) =>
      store.reviewedFiles.save(
        {
          path: 'app.py',
          rev,
          textSha256: sha,
          regions: lines.map(([startLine, endLine]) => ({ symbol: 'main', startLine, endLine })),
        },
        aCommand('regions.mark'),
      )
    read(ada.store, 0, [1, 5])
    read(bea.store, 0, [4, 9], [12, 12])
    merge(ada.store, bea.file)
    const regionsOf = (store: ReviewStore) =>
      store.reviewedFiles
        .get('app.py')
        ?.regions.map(({ startLine, endLine }) => [startLine, endLine])
    expect(regionsOf(ada.store)).toEqual([
      [1, 9],
      [12, 12],
    ])
    read(bea.store, 1, [4, 7])
    merge(ada.store, bea.file)
    expect(regionsOf(ada.store)).toEqual([[1, 7]])
  })

  test('takes the plan of the one who changed it, and asks when both did', () => {
    const { ids, ada, bea } = twoCopies(2)
    const add = (store: ReviewStore, title: string) =>
      store.plan.change(
        store.plan.read().rev,
        { kind: 'add-stream', title },
        [],
        aCommand('plan.change'),
      )
    const { id: streamId } = add(bea.store, 'Races')
    bea.store.plan.change(
      1,
      { kind: 'add-task', streamId: streamId ?? 0, title: 'Lock it' },
      [],
      aCommand('plan.change'),
    )
    const taskId = bea.store.plan.read().streams[0]?.tasks[0]?.id ?? 0
    bea.store.plan.change(
      2,
      { kind: 'place', findingIds: [...ids], taskId },
      [],
      aCommand('plan.change'),
    )
    merge(ada.store, bea.file)
    expect(ada.store.plan.read().streams).toMatchObject([
      { title: 'Races', tasks: [{ title: 'Lock it', findingIds: ids }] },
    ])
    add(ada.store, 'Mine')
    add(bea.store, 'Theirs')
    const { preview } = merge(ada.store, bea.file, 'theirs')
    expect(preview.conflicts).toMatchObject([{ key: 'plan', about: 'the whole plan' }])
    expect(ada.store.plan.read().streams.map(({ title }) => title)).toEqual(['Races', 'Theirs'])
  })

  test('brings the work on findings with the people who have it', () => {
    const { ids, ada, bea } = twoCopies(2)
    const person = { rev: 0, email: '', capacity: 3, isAway: false, expertise: [] }
    ada.store.people.save({ ...person, id: null, name: 'Cy' }, aCommand('items.savePerson'))
    ada.store.people.save({ ...person, id: null, name: 'Dee' }, aCommand('items.savePerson'))
    const dee = bea.store.people.save(
      { ...person, id: null, name: 'dee' },
      aCommand('items.savePerson'),
    )
    const item = bea.store.items.assign(ids[0] ?? 0, 0, dee.id, aCommand('items.assign'))
    bea.store.items.move(item.id, item.rev, 'in-progress', '', aCommand('items.move'))
    const { result } = merge(ada.store, bea.file)
    expect(result.left).toEqual([])
    expect(ada.store.items.all()).toMatchObject([{ state: 'in-progress', assignee: 'Dee' }])
    expect(ada.store.findings.get(ids[0] ?? 0)?.status).toBe('in-progress')
  })
})

test('minutes of two presentations stand together; the walkthrough of the other side stays there', () => {
  const { ids, ada, bea } = twoCopies(2)
  for (const { store } of [ada, bea]) {
    const place = { path: 'app.py', startLine: 1, endLine: 1, title: 'One', text: '', reason: '' }
    const step = { ...place, findingId: ids[0] ?? 0, view: 'source' } as const
    const made = { title: 'Tour', explanation: '', steps: [step] }
    store.walkthrough.replace(made, aCommand('walkthrough.make'))
    store.walkthrough.decide(
      store.walkthrough.read().steps[0]?.id ?? 0,
      { outcome: 'agree', speaker: store.writer.actor(), words: '' },
      aCommand('walkthrough.decide'),
    )
  }
  const { result } = merge(ada.store, bea.file)
  expect(ada.store.walkthrough.minutes().map(({ speaker }) => speaker)).toEqual(['ada', 'bea'])
  expect(result.left).toEqual([])
  const { id: stepId = 0 } = bea.store.walkthrough.read().steps[0] ?? {}
  const change = { kind: 'edit', stepId, text: 'Other' } as const
  bea.store.walkthrough.change(1, change, aCommand('walkthrough.change'))
  expect(ada.store.merges.preview(bea.file).left).toMatchObject([
    expect.stringContaining('walkthrough'),
  ])
})

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
