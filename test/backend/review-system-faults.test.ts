// A known review of another review system lists 25 faults of it. Lectern hands out work on findings
// as well, so each of these faults is a test here that ours does not have it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { ItemState, Work } from '../../electron/api/items.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

const ELECTRON = join(import.meta.dirname, '../../electron')

async function aTeam(capacity = 2, now?: () => Date) {
  const at = startBackend(now === undefined ? {} : { now })
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': 'pass\n' }))
  const lines = [1, 2, 3, 4]
  aRunWith(
    at.backend.session(reviewId).store,
    lines.map((line) => aRawFinding({ line })),
  )
  const { api } = at
  const commandId = () => crypto.randomUUID()
  const person = async (name: string, change: object = {}) =>
    (
      await api.call('items.savePerson', {
        reviewId,
        commandId: commandId(),
        personId: null,
        rev: 0,
        name,
        email: '',
        capacity,
        isAway: false,
        expertise: [],
        ...change,
      })
    ).id
  const work = () => api.call('items.work', { reviewId })
  const itemOf = async (findingId: number) => {
    const item = (await work()).items.find((one) => one.findingId === findingId)
    if (item === undefined) throw new Error(`Finding ${findingId} has no item.`)
    return item
  }
  const assign = async (findingId: number, personId: number, rev?: number) => {
    const known = (await work()).items.find((one) => one.findingId === findingId)
    return api.call('items.assign', {
      reviewId,
      commandId: commandId(),
      findingId,
      rev: rev ?? known?.rev ?? 0,
      personId,
    })
  }
  const move = async (
    findingId: number,
    to: Exclude<ItemState, 'assigned'>,
    rationale = 'Seen.',
  ) => {
    const { id: itemId, rev } = await itemOf(findingId)
    return api.call('items.move', { reviewId, commandId: commandId(), itemId, rev, to, rationale })
  }
  const { store } = at.backend.session(reviewId)
  const sql = (text: string) => {
    const db = new Database(store.file)
    db.pragma('foreign_keys = ON')
    try {
      return db.prepare(text).all()
    } finally {
      db.close()
    }
  }
  const raw = (text: string) => () => {
    const db = new Database(store.file)
    db.pragma('foreign_keys = ON')
    try {
      db.exec(text)
    } finally {
      db.close()
    }
  }
  const carried = async (id: number) => (await work()).people.find((one) => one.id === id)?.carried
  return {
    ...at,
    reviewId,
    store,
    commandId,
    person,
    work,
    itemOf,
    assign,
    move,
    sql,
    raw,
    carried,
  }
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}

test('1 the workload cannot be corrupted: it is counted, whoever assigns at the same time', async () => {
  const { person, assign, carried, sql } = await aTeam(2)
  const ada = await person('Ada')
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((finding) => assign(finding, ada, 0)))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
  expect(await carried(ada)).toBe(2)
  const columns = sql("SELECT name FROM pragma_table_info('people')") as { name: string }[]
  expect(columns.map(({ name }) => name)).not.toContain('carried')
})

test('2 a finding cannot be assigned twice: the second of two at once is refused', async () => {
  const { person, assign, work } = await aTeam()
  const [ada, ben] = [await person('Ada'), await person('Ben')]
  const outcomes = await Promise.allSettled([assign(1, ada, 0), assign(1, ben, 0)])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await work()).items).toHaveLength(1)
})

test.each([
  ['cancelled', ['cancelled']],
  ['given back', ['not-started']],
  ['accepted', ['submitted', 'accepted']],
] as const)('3 the workload falls when work is %s', async (_, states) => {
  const { person, assign, move, carried } = await aTeam()
  const ada = await person('Ada')
  await assign(1, ada)
  expect(await carried(ada)).toBe(1)
  for (const state of states) await move(1, state)
  expect(await carried(ada)).toBe(0)
})

test('3 the workload falls when an item is removed, and removal can be taken back', async () => {
  const { api, reviewId, commandId, person, assign, itemOf, carried } = await aTeam()
  const ada = await person('Ada')
  await assign(1, ada)
  const remove = async (isRemoved: boolean) => {
    const { id: itemId, rev } = await itemOf(1)
    await api.call('items.remove', { reviewId, commandId: commandId(), itemId, rev, isRemoved })
  }
  await remove(true)
  expect(await carried(ada)).toBe(0)
  await remove(false)
  expect([await carried(ada), (await itemOf(1)).state]).toEqual([1, 'assigned'])
})

test('4 who has work cannot be removed, and nobody is ever deleted', async () => {
  const { api, reviewId, commandId, person, assign, raw } = await aTeam()
  const ada = await person('Ada')
  await assign(1, ada)
  await expect(
    api.call('items.removePerson', { reviewId, commandId: commandId(), personId: ada, rev: 1 }),
  ).rejects.toMatchObject({ code: 'invalid-input', message: 'This person still has items.' })
  expect(raw('DELETE FROM people')).toThrow(/not deleted|FOREIGN KEY/)
})

test('5 nobody reaches the items but the window: there is no server, and each change has a name', async () => {
  const { person, assign, move, store } = await aTeam()
  await assign(1, await person('Ada'))
  await move(1, 'in-progress')
  const moved = store.events.all().filter(({ kind }) => kind === 'item.moved')
  expect(moved.length).toBeGreaterThan(0)
  expect(moved.every(({ actor }) => actor !== '')).toBe(true)
  for (const text of sources(ELECTRON)) {
    expect(text).not.toMatch(/from '(?:node:)?(?:http|https|http2|net|tls|dgram)'/)
  }
})

test('6 a decision and what follows from it are one transaction: a failure leaves nothing behind', async () => {
  const { person, assign, move, itemOf, raw, store } = await aTeam()
  await assign(1, await person('Ada'))
  await move(1, 'submitted')
  const before = { item: await itemOf(1), events: store.events.lastSeq() }
  raw(
    `CREATE TRIGGER broken BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'power cut'); END`,
  )()
  await expect(move(1, 'accepted')).rejects.toMatchObject({ code: 'internal' })
  expect({ item: await itemOf(1), events: store.events.lastSeq() }).toEqual(before)
})

test('7 a workload below nothing cannot be written down', async () => {
  const { person, raw, carried } = await aTeam()
  const ada = await person('Ada')
  expect(raw('UPDATE workload SET carried = -1')).toThrow(/cannot modify/)
  expect(raw('UPDATE people SET capacity = -1, rev = rev + 1')).toThrow(/CHECK/)
  expect(await carried(ada)).toBe(0)
})

test.each<[string, ItemState, readonly Exclude<ItemState, 'assigned'>[]]>([
  ['submitted work is not accepted before it is submitted', 'accepted', []],
  ['work that was only begun is not verified', 'verified', ['in-progress']],
  ['what was submitted is not assigned back unseen', 'not-started', ['submitted']],
  ['what is verified is not cancelled', 'cancelled', ['submitted', 'accepted', 'verified']],
])('8 %s', async (_, to, way) => {
  const { person, assign, move, itemOf, raw } = await aTeam()
  await assign(1, await person('Ada'))
  for (const state of way) await move(1, state)
  const { state: before } = await itemOf(1)
  await expect(move(1, to as Exclude<ItemState, 'assigned'>)).rejects.toMatchObject({
    code: 'invalid-input',
  })
  expect(raw(`UPDATE action_items SET state = '${to}', rev = rev + 1`)).toThrow(
    /cannot go this way|CHECK|rationale|assignee/,
  )
  expect((await itemOf(1)).state).toBe(before)
})

test('9 assigned work has a due time by its priority, and what is late is marked', async () => {
  let time = new Date('2026-02-02T08:00:00Z')
  const { api, reviewId, commandId, person, assign, move, itemOf, work } = await aTeam(
    2,
    () => time,
  )
  await api.call('findings.decide', {
    reviewId,
    commandId: commandId(),
    findingId: 1,
    rev: 0,
    change: { priority: 'P0' },
  })
  await assign(1, await person('Ada'))
  expect(await itemOf(1)).toMatchObject({ dueAt: '2026-02-02T09:00:00.000Z', isOverdue: false })
  time = new Date('2026-02-02T09:00:01Z')
  expect(await itemOf(1)).toMatchObject({ isOverdue: true })
  expect((await work()).overdue).toBe(1)
  const hours = { P0: 2, P1: 4, P2: 24, P3: 72 }
  await api.call('items.saveRules', {
    reviewId,
    commandId: commandId(),
    rev: 1,
    emailDomains: [],
    hours,
  })
  expect(await itemOf(1)).toMatchObject({ dueAt: '2026-02-02T10:00:00.000Z', isOverdue: false })
  time = new Date('2026-02-02T12:00:00Z')
  const late = await api.call('packet.document', { reviewId, document: 'action-items' })
  expect(late.text).toContain('due 2026-02-02 10:00 UTC')
  await move(1, 'submitted')
  expect(await itemOf(1)).toMatchObject({ isOverdue: false })
})

test('10 a decision about what is not there is refused and says so', async () => {
  const { api, reviewId, commandId, store } = await aTeam()
  const before = store.events.lastSeq()
  await expect(
    api.call('items.move', {
      reviewId,
      commandId: commandId(),
      itemId: 77,
      rev: 1,
      to: 'accepted',
      rationale: 'Fine.',
    }),
  ).rejects.toMatchObject({ code: 'not-found' })
  await expect(
    api.call('items.assign', {
      reviewId,
      commandId: commandId(),
      findingId: 1,
      rev: 0,
      personId: 77,
    }),
  ).rejects.toMatchObject({ code: 'not-found' })
  expect(store.events.lastSeq()).toBe(before)
})

test.each([
  "SELECT * FROM action_items WHERE assignee_id = 1 AND state = 'submitted'",
  "SELECT * FROM action_items WHERE state = 'submitted'",
  'SELECT * FROM action_items WHERE finding_id = 1',
  'SELECT * FROM workload WHERE person_id = 1',
])('11 the usual questions are answered from an index: %s', async (question) => {
  const { sql } = await aTeam()
  const steps = sql(`EXPLAIN QUERY PLAN ${question}`) as { detail: string }[]
  expect(steps.some(({ detail }) => /^SCAN (?:action_items|people)\b/.test(detail))).toBe(false)
})

test('12 who is available follows from being there and having room, and from nothing else', async () => {
  const { person, assign, move, work } = await aTeam(1)
  const ada = await person('Ada')
  const ben = await person('Ben', { isAway: true })
  const cem = await person('Cem', { capacity: 0 })
  for (const one of [ben, cem]) {
    await expect(assign(2, one)).rejects.toMatchObject({ code: 'invalid-input' })
  }
  const available = async () =>
    (await work()).people.filter(({ isAvailable }) => isAvailable).map(({ name }) => name)
  expect(await available()).toEqual(['Ada'])
  await assign(1, ada)
  expect(await available()).toEqual([])
  await move(1, 'cancelled')
  expect(await available()).toEqual(['Ada'])
})

test('13 addresses have the form and the domain that are allowed', async () => {
  const { api, reviewId, commandId, person, raw } = await aTeam()
  await api.call('items.saveRules', {
    reviewId,
    commandId: commandId(),
    rev: 1,
    emailDomains: ['example.org'],
    hours: { P0: 1, P1: 4, P2: 24, P3: 72 },
  })
  await person('Ada', { email: 'ada@Example.org' })
  for (const email of ['ben@example.org.evil.net', 'ben@evil.net', 'ben', 'b en@example.org']) {
    await expect(person('Ben', { email }), email).rejects.toMatchObject({ code: 'invalid-input' })
  }
  expect(raw("UPDATE people SET email = 'a@evil.net', rev = rev + 1")).toThrow(/not allowed/)
})

test('14 an empty list is an empty list with counts of nothing', async () => {
  const { work } = await aTeam()
  const empty: Work = await work()
  expect([empty.items, empty.people, empty.overdue]).toEqual([[], [], 0])
  expect(Object.values(empty.counts).every((count) => count === 0)).toBe(true)
})

test('15 where the work stands can be seen: counts by state, what is overdue, who carries what', async () => {
  const { api, reviewId, person, assign, move, work } = await aTeam()
  const ada = await person('Ada')
  await assign(1, ada)
  await assign(2, ada)
  await move(2, 'submitted')
  expect((await work()).counts).toMatchObject({ assigned: 1, submitted: 1 })
  const { text } = await api.call('packet.document', { reviewId, document: 'action-items' })
  expect(text).toMatch(/\| Ada\s+\| 1\s+\| 1\s+\| 0\s+\| 0/)
})

test('16 who fits is found by the database: room first, then expertise, then load', async () => {
  const { api, reviewId, person, assign } = await aTeam(1)
  const full = await person('Full', { expertise: ['error-handling'] })
  await person('Other')
  await person('Expert', { expertise: ['error-handling'] })
  await assign(2, full)
  const names = await api.call('items.candidates', { reviewId, findingId: 1 })
  expect(names.map(({ name }) => name)).toEqual(['Expert', 'Other', 'Full'])
})

test('17 who decided what, when and why is on record, and the record cannot be changed', async () => {
  const { person, assign, move, store, raw } = await aTeam()
  await assign(1, await person('Ada'))
  await move(1, 'submitted')
  await move(1, 'rejected', 'The error is still swallowed.')
  const states = store.events.of('finding:1').filter(({ field }) => field === 'item.state')
  expect(states.map(({ before, after }) => `${before} > ${after}`)).toEqual([
    'not-started > assigned',
    'assigned > submitted',
    'submitted > rejected',
  ])
  expect(states.at(-1)?.reason).toBe('The error is still swallowed.')
  expect(raw('DELETE FROM events')).toThrow(/append-only/)
  await move(1, 'in-progress')
  await move(1, 'submitted')
  await expect(move(1, 'accepted', ' ')).rejects.toMatchObject({ code: 'reason-required' })
})

test('18 work that is submitted was begun, also when nobody said so', async () => {
  const { person, assign, move, itemOf } = await aTeam()
  await assign(1, await person('Ada'))
  await move(1, 'submitted')
  const { startedAt, submittedAt } = await itemOf(1)
  expect([startedAt === null, startedAt === submittedAt]).toEqual([false, true])
})

test('19 a command that is sent a thousand times is carried out once', async () => {
  const { api, reviewId, commandId, person, store } = await aTeam()
  const input = {
    reviewId,
    commandId: commandId(),
    findingId: 1,
    rev: 0,
    personId: await person('Ada'),
  }
  await api.call('items.assign', input)
  const before = store.events.lastSeq()
  await Promise.all(Array.from({ length: 1_000 }, () => api.call('items.assign', input)))
  expect(store.events.lastSeq()).toBe(before)
})

test('20 ways that are needed exist: work comes back, what was cancelled is taken up again', async () => {
  const { person, assign, move, itemOf } = await aTeam()
  const [ada, ben] = [await person('Ada'), await person('Ben')]
  await assign(1, ada)
  await assign(1, ben)
  for (const state of ['submitted', 'rejected', 'in-progress', 'submitted', 'accepted'] as const) {
    expect((await itemOf(1)).next).toContain(state)
    await move(1, state)
  }
  await move(1, 'in-progress')
  await move(1, 'cancelled')
  await move(1, 'not-started')
  expect(await itemOf(1)).toMatchObject({ state: 'not-started', assignee: '' })
})

test('21 imports out of order are refused by the check of the project', () => {
  const root = join(import.meta.dirname, '../..')
  const folder = mkdtempSync(join(root, 'electron/.check-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const text = "import { b } from './b.ts'\nimport { a } from './a.ts'\n\nb(a)\n"
  writeFileSync(join(folder, 'x.ts'), text)
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const checked = spawnSync(process.execPath, [biome, 'check', join(folder, 'x.ts')], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(checked.status).toBe(1)
  expect(checked.stdout + checked.stderr).toContain('organizeImports')
})

test.each(['urgent', 'p0', 'P4', ''])(
  '22 a priority is one of four: %j is refused',
  async (priority) => {
    const { api, reviewId, commandId, raw } = await aTeam()
    await expect(
      api.call('findings.decide', {
        reviewId,
        commandId: commandId(),
        findingId: 1,
        rev: 0,
        // What a faulty window might send.
        change: { priority: priority as 'P0' },
      }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
    expect(
      raw(`INSERT INTO decisions (finding_id, rev, priority, decided_at, decided_by)
      VALUES (1, 1, '${priority}', 'now', 'me')`),
    ).toThrow(/CHECK/)
  },
)

test('23 nothing is left to be done in the code that does the work', () => {
  for (const text of sources(ELECTRON)) expect(text).not.toMatch(/\/\/.*\b(?:TODO|FIXME|XXX)\b/)
})

test('24 an unexpected failure comes to light instead of a wrong answer', async () => {
  const { person, raw, bugs } = await aTeam()
  raw("CREATE TRIGGER broken BEFORE INSERT ON people BEGIN SELECT RAISE(ABORT, 'surprise'); END")()
  await expect(person('Ada')).rejects.toMatchObject({ code: 'internal' })
  expect(bugs).toHaveLength(1)
})

test('25 every time has its zone: others are refused by the database', async () => {
  const { person, assign, itemOf, raw } = await aTeam()
  await assign(1, await person('Ada'))
  expect((await itemOf(1)).assignedAt).toMatch(/Z$/)
  expect(raw("UPDATE action_items SET assigned_at = '2026-02-02 08:00:00', rev = rev + 1")).toThrow(
    /CHECK/,
  )
})
