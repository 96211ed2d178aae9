import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

async function anExport() {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': 'pass\n' }))
  const { store } = at.backend.session(reviewId)
  aRunWith(store, [aRawFinding({ line: 2 }), aRawFinding({ line: 5, snippet: 'return 5' })])
  const { api } = at
  const commandId = () => crypto.randomUUID()
  const decide = (findingId: number, rev: number, change: object) =>
    api.call('findings.decide', { reviewId, commandId: commandId(), findingId, rev, change })
  await decide(1, 0, { verdict: 'confirmed', note: 'Seen in the log.' })
  await decide(2, 0, { severity: 'critical', severityReason: 'Runs on every request.' })
  await api.call('packet.saveText', {
    reviewId,
    commandId: commandId(),
    findingId: 2,
    field: 'impact',
    rev: 0,
    text: 'Orders are lost.',
    isConfirmed: true,
  })
  const fixOfRule = {
    title: 'Log it',
    grade: 'safe',
    path: 'app.py',
    startLine: 2,
    endLine: 2,
  } as const
  store.writer.write(() => {
    const { textSha256 = '' } = store.findings.get(1) ?? {}
    store.fixes.putOfRule(1, textSha256, [{ ...fixOfRule, before: 'pass', after: 'log(2)' }])
  })
  await api.call('fixes.create', { reviewId, commandId: commandId(), findingId: 1 })
  const { folder } = await api.call('exports.create', { reviewId })
  const compare = async () => {
    const [newest] = await api.call('exports.list', { reviewId })
    return api.call('exports.compare', { reviewId, exportId: newest?.id ?? 0 })
  }
  return { ...at, reviewId, store, folder, decide, compare }
}

test('an export that nobody touched is the same as the present', async () => {
  const { compare } = await anExport()
  expect(await compare()).toMatchObject({
    added: [],
    gone: [],
    changed: [],
    filesChanged: [],
    touched: [],
  })
})

test('what was decided, found and edited since an export is named', async () => {
  const { compare, decide, store, folder } = await anExport()
  await decide(2, 1, { status: 'verified' })
  aRunWith(store, [aRawFinding({ line: 2 }), aRawFinding({ line: 5 }), aRawFinding({ line: 9 })])
  appendFileSync(join(folder, 'findings.csv'), 'mine\n')
  rmSync(join(folder, 'audit-log.jsonl'))
  const compared = await compare()
  expect(compared.verdictThen).toBe('FAIL')
  expect(compared.verdictNow).toBe('PASS WITH CONDITIONS')
  expect(compared.added).toHaveLength(1)
  expect(compared.changed).toEqual(['CRITICAL-1 (#2): status not-started -> verified'])
  expect(compared.filesChanged).toContain('findings.json')
  expect(compared.touched).toEqual(
    expect.arrayContaining([
      { path: 'findings.csv', what: 'edited' },
      { path: 'audit-log.jsonl', what: 'missing' },
    ]),
  )
})

test('a packet opens without the repository, for reading alone, with all that was decided', async () => {
  const { folder } = await anExport()
  const elsewhere = join(aFolderWith(), 'given')
  cpSync(folder, elsewhere, { recursive: true })
  const reader = startBackend()
  const { reviewId } = reader.backend.openPath(elsewhere)
  const { api } = reader
  expect(await api.call('reviews.header', { reviewId })).toMatchObject({
    readOnly: true,
    runState: 'finished',
    undecided: 1,
  })
  expect(await api.call('findings.detail', { reviewId, findingId: 2 })).toMatchObject({
    number: 2,
    severity: 'critical',
    originalSeverity: 'high',
    severityReason: 'Runs on every request.',
    snippet: 'return 5',
  })
  const source = await api.call('sources.read', { reviewId, path: 'app.py' })
  expect(source.text.split('\n')[4]).toBe('return 5')
  const { text } = await api.call('packet.document', { reviewId, document: 'code-review' })
  expect(text).toContain('Orders are lost.')
  expect(text).toContain('CRITICAL-1 (#2)')
  const { fixes } = await api.call('findings.detail', { reviewId, findingId: 1 })
  expect(fixes.map(({ author, before }) => [author, before])).toEqual([
    ['rule', 'pass'],
    ['reviewer', 'pass'],
  ])
  await expect(
    api.call('findings.decide', {
      reviewId,
      commandId: crypto.randomUUID(),
      findingId: 1,
      rev: 1,
      change: { note: 'mine' },
    }),
  ).rejects.toMatchObject({ code: 'database-read-only' })
})

test('what the manifest does not vouch for is left out of an opened packet', async () => {
  const { folder } = await anExport()
  appendFileSync(join(folder, 'audit-log.jsonl'), '{"seq":99}\n')
  const reader = startBackend()
  const { reviewId } = reader.backend.openPath(folder)
  const { store } = reader.backend.session(reviewId)
  expect(store.events.all().map(({ kind }) => kind)).toEqual(['packet.opened'])
})

test.each<[string, (folder: string) => void]>([
  [
    'was changed by hand',
    (folder) => {
      const file = join(folder, 'findings.json')
      writeFileSync(file, readFileSync(file, 'utf8').replace('Orders are lost', 'All is well'))
    },
  ],
  ['is not JSON', (folder) => writeFileSync(join(folder, 'findings.json'), '{')],
  ['has an empty manifest', (folder) => writeFileSync(join(folder, 'manifest.json'), '[]')],
])('a packet that %s is refused with a reason', async (_, spoil) => {
  const { folder } = await anExport()
  spoil(folder)
  const reader = startBackend()
  expect(() => reader.backend.openPath(folder)).toThrow(
    expect.objectContaining({ code: 'path-not-usable' }),
  )
})
