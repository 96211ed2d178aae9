import { readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EventData } from '../../electron/api/contract.ts'
import { readCsv } from '../../electron/report/interchange/csv-text.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRunWith } from '../support/stores.ts'

async function anExport() {
  const at = startBackend()
  const { reviewId } = at.backend.openPath(aFolderWith({ 'app.py': 'import os\npass\n' }))
  const { store } = at.backend.session(reviewId)
  aRunWith(
    store,
    [1, 2, 3, 4, 5].map((line) =>
      aRawFinding({ line, location: { path: `m${line}.py`, range: aRange(line) } }),
    ),
  )
  const { folder } = await at.api.call('exports.create', { reviewId })
  const list = async () => at.api.call('findings.list', { reviewId })
  const fileOf = (ending: string) =>
    join(folder, readdirSync(folder).find((name) => name.endsWith(ending)) ?? '')
  const elsewhere = (name: string, text: string) => join(aFolderWith({ [name]: text }), name)
  return { ...at, reviewId, store, fileOf, list, elsewhere }
}

function aRange(line: number) {
  return { startLine: line, startColumn: 1, endLine: line, endColumn: 5 }
}

test('three ticked boxes are three status changes on record, and nothing else', async () => {
  const { api, backend, reviewId, store, fileOf, list } = await anExport()
  const file = fileOf('ACTION_ITEMS.md')
  const text = readFileSync(file, 'utf8')
  let left = 3
  writeFileSync(
    file,
    text.replace(/- \[ \] (?=(?:\*\*Status\*\* )?HIGH-\d+ \(#)/g, (box) =>
      left-- > 0 ? '- [x] ' : box,
    ),
  )
  const before = { seq: store.events.lastSeq(), rows: await list() }
  expect(await backend.importFile(reviewId, file)).toMatchObject({
    changes: 3,
    findings: 0,
    problems: [],
  })
  const events = store.events.all().filter(({ seq }) => seq > before.seq)
  expect(events.map(({ kind, field, after }) => [kind, field, after])).toEqual([
    ['finding.decided', 'status', 'verified'],
    ['finding.decided', 'status', 'verified'],
    ['finding.decided', 'status', 'verified'],
    ['file.imported', '', expect.any(String)],
  ])
  const rows = await list()
  expect(rows.filter(({ status }) => status === 'verified')).toHaveLength(3)
  expect(rows.map(({ status: _, rev: __, decidedBy: ___, ...row }) => row)).toEqual(
    before.rows.map(({ status: _, rev: __, decidedBy: ___, ...row }) => row),
  )
  // The same file once more changes nothing.
  expect((await backend.importFile(reviewId, file)).changes).toBe(0)

  // What came together is undone together.
  const { steps } = await api.call('history.read', { reviewId, limit: 1 })
  const [undo] = steps
  expect(undo?.title).toBe('take over from a file what it says of 3 findings')
  const commandId = crypto.randomUUID()
  await api.call('history.undo', { reviewId, commandId, stepId: undo?.id ?? 0 })
  expect((await list()).map(({ status }) => status)).toEqual(
    before.rows.map(({ status }) => status),
  )
})

test('a ticked row of the checklist comes back with name and time', async () => {
  const { api, backend, reviewId, fileOf } = await anExport()
  const file = fileOf('CHECKLIST.md')
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replace('- [ ] The full test suite passes', '- [x] The full test suite passes'),
  )
  expect((await backend.importFile(reviewId, file)).changes).toBe(1)
  const { checks } = await api.call('plan.read', { reviewId })
  const row = checks.find(({ standing }) => standing === 'suite')
  expect([row?.isTicked, row?.tickedBy !== null]).toEqual([true, true])
})

test('an edited table comes back as changes; what is wrong in it is named and not taken', async () => {
  const { api, backend, reviewId, fileOf, list } = await anExport()
  const file = fileOf('findings.csv')
  const [heads = [], ...rows] = readCsv(readFileSync(file, 'utf8'))
  const edits: readonly Record<string, string>[] = [
    { status: 'fixed', note: "'=SUM(A1) is what I saw", tags: 'retry, api' },
    { severity: 'critical', 'severity reason': 'On every request.' },
    { severity: 'low' },
    { status: 'done' },
  ]
  const edited = rows.map((row, at) =>
    heads.map((head, column) => edits[at]?.[head] ?? row[column] ?? ''),
  )
  // As a spreadsheet with another separator saves it.
  const line = (cells: readonly string[]) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')
  writeFileSync(file, [heads, ...edited].map(line).join('\n'))
  const result = await backend.importFile(reviewId, file)
  expect(result).toMatchObject({ kind: 'csv', changes: 5 })
  expect(result.problems).toEqual([
    expect.stringContaining('"done" is no status'),
    expect.stringContaining('needs a reason'),
  ])
  const [one, two, three, four] = await list()
  expect([one?.status, two?.severity, three?.severity, four?.status]).toEqual([
    'fixed',
    'critical',
    'high',
    'not-started',
  ])
  const { note, tags } = await api.call('findings.detail', { reviewId, findingId: one?.id ?? 0 })
  expect(tags).toBe('api, retry')
  expect(note).toBe('=SUM(A1) is what I saw')
})

test('an untouched table changes nothing', async () => {
  const { backend, reviewId, fileOf } = await anExport()
  expect(await backend.importFile(reviewId, fileOf('findings.csv'))).toMatchObject({
    changes: 0,
    problems: [],
  })
})

test('findings of another tool join the review once, with a fix that stands in the file', async () => {
  const { api, backend, reviewId, list, elsewhere } = await anExport()
  const region = { startLine: 1, endLine: 1, snippet: { text: 'import os' } }
  const log = {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ruff' } },
        results: [
          {
            ruleId: 'F401',
            message: { text: '`os` is imported but not used' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'app.py' }, region } }],
            fixes: [
              {
                artifactChanges: [
                  {
                    replacements: [
                      { deletedRegion: { startLine: 1 }, insertedContent: { text: '' } },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  }
  const file = elsewhere('ruff.sarif', JSON.stringify(log))
  expect(await backend.importFile(reviewId, file)).toMatchObject({ kind: 'sarif', findings: 1 })
  await backend.importFile(reviewId, file)
  const rows = (await list()).filter(({ ruleId }) => ruleId === 'ruff:F401')
  expect(rows).toHaveLength(1)
  const detail = await api.call('findings.detail', { reviewId, findingId: rows[0]?.id ?? 0 })
  expect(detail.fixes).toMatchObject([{ before: 'import os', after: '', startLine: 1 }])
  const { files } = await api.call('exports.create', { reviewId })
  expect(files.length).toBeGreaterThan(0)
})

test('results of a test run are a draft until somebody confirms them, and come in once', async () => {
  const { api, backend, reviewId, elsewhere } = await anExport()
  const run = '<testsuite><testcase name="a"/><testcase name="b"><failure/></testcase></testsuite>'
  const file = elsewhere('junit.xml', run)
  expect(await backend.importFile(reviewId, file)).toMatchObject({
    kind: 'test-evidence',
    changes: 1,
  })
  expect((await backend.importFile(reviewId, file)).changes).toBe(0)
  const { fields } = await api.call('packet.state', { reviewId })
  expect(fields.find(({ field }) => field === 'test-status')).toMatchObject({
    state: 'draft',
    text: expect.stringContaining('| **Total** | 2 | 1 | 0 |'),
  })
})

test.each([
  ['a picture', '\u0089PNG\r\n'],
  ['prose', '# Notes\n\nNothing to do.\n'],
  ['a broken log', '{"version": "2.1.0", "runs": ['],
])('%s is refused with a reason and changes nothing', async (_, text) => {
  const { backend, reviewId, store, elsewhere } = await anExport()
  const before = store.events.lastSeq()
  await expect(backend.importFile(reviewId, elsewhere('x', text))).rejects.toMatchObject({
    code: 'path-not-usable',
  })
  expect(store.events.lastSeq()).toBe(before)
})

/** A log of one run with this many results in as many files. */
function aLog(results: number): string {
  return JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'semgrep' } },
        results: Array.from({ length: results }, (_, at) => ({
          ruleId: `r${at % 7}`,
          message: { text: `Something is wrong here, for the ${at}th time.` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: `pkg/m${at}.py` },
                region: { startLine: 1 + (at % 90), snippet: { text: `call(${at})` } },
              },
            },
          ],
        })),
      },
    ],
  })
}

test('a large log comes in while other calls are answered, and tells how far it is', async () => {
  const { api, backend, reviewId, list, elsewhere } = await anExport()
  const steps: EventData<'import.progressed'>[] = []
  api.on('import.progressed', (step) => steps.push(step))
  const file = elsewhere('large.sarif', aLog(1_200))
  let answered = 0
  let isDone = false
  const ask = async () => {
    while (!isDone) {
      await api.call('reviews.header', { reviewId })
      answered += 1
    }
  }
  const asking = ask()
  expect(await backend.importFile(reviewId, file)).toMatchObject({ findings: 1_200, problems: [] })
  const whileImporting = answered
  isDone = true
  await asking
  expect(whileImporting).toBeGreaterThan(3)
  expect((await list()).filter(({ ruleId }) => ruleId.startsWith('semgrep:'))).toHaveLength(1_200)
  expect(steps[0]).toMatchObject({ done: 0, total: 0 })
  expect(steps.at(-1)).toMatchObject({ done: 1_000, total: 1_200 })
})

test('an import that is cancelled says so; what it added stays and the rest comes later', async () => {
  const { api, backend, reviewId, list, elsewhere } = await anExport()
  const steps: EventData<'import.progressed'>[] = []
  api.on('import.progressed', (step) => steps.push(step))
  const file = elsewhere('large.sarif', aLog(2_000))
  const importing = backend.importFile(reviewId, file)
  await expect(backend.importFile(reviewId, file)).rejects.toMatchObject({ code: 'conflict' })
  const isWriting = () => steps.some(({ total }) => total > 0)
  while (!isWriting()) await api.call('reviews.header', { reviewId })
  await api.call('imports.cancel', { reviewId })
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' })
  const added = (await list()).filter(({ ruleId }) => ruleId.startsWith('semgrep:')).length
  expect(added).toBeLessThan(2_000)
  expect(await backend.importFile(reviewId, file)).toMatchObject({ findings: 2_000 })
  expect((await list()).filter(({ ruleId }) => ruleId.startsWith('semgrep:'))).toHaveLength(2_000)
})

test('decisions of SARIF Explorer come back through the log beside its file', async () => {
  const { backend, reviewId, fileOf, list, elsewhere } = await anExport()
  const file = fileOf('.sarifexplorer')
  writeFileSync(
    file,
    JSON.stringify({ resultIdToNotes: { '0|1': { comment: 'Only in tests.', status: 1 } } }),
  )
  expect(await backend.importFile(reviewId, file)).toMatchObject({
    kind: 'sarif-explorer',
    changes: 2,
    problems: [],
  })
  expect((await list()).filter(({ verdict }) => verdict === 'dismissed')).toHaveLength(1)
  const alone = elsewhere('x.sarif.sarifexplorer', '{"resultIdToNotes": {}}')
  await expect(backend.importFile(reviewId, alone)).rejects.toMatchObject({
    message: expect.stringContaining('not beside it'),
  })
})

test('a file that is too large is refused with its size before it is read', async () => {
  const { backend, reviewId, elsewhere } = await anExport()
  const file = elsewhere('huge.sarif', '{')
  truncateSync(file, 300 * 1024 * 1024)
  await expect(backend.importFile(reviewId, file)).rejects.toMatchObject({
    message: expect.stringContaining('300 MB; at most 256 MB'),
  })
})

test('a table of some findings is written whole, is read back, and goes through no link', async () => {
  const { backend, reviewId, list } = await anExport()
  const [first, , third] = await list()
  const folder = aFolderWith({ 'old.csv': 'old', 'target.csv': 'kept' })
  const file = join(folder, 'old.csv')
  await backend.writeTable(reviewId, [third?.id ?? 0, first?.id ?? 0], file)
  const rows = readCsv(readFileSync(file, 'utf8'))
  expect(rows.map(([number]) => number)).toEqual(['number', '1', '3'])
  expect(await backend.importFile(reviewId, file)).toMatchObject({ changes: 0, problems: [] })
  const link = join(folder, 'link.csv')
  symlinkSync(join(folder, 'target.csv'), link)
  await expect(backend.writeTable(reviewId, [], link)).rejects.toMatchObject({
    code: 'export-failed',
  })
  await expect(
    backend.writeTable(reviewId, [], join(folder, 'missing', 'x.csv')),
  ).rejects.toMatchObject({ code: 'export-failed' })
  expect(readdirSync(folder).toSorted()).toEqual(['link.csv', 'old.csv', 'target.csv'])
  expect(readFileSync(join(folder, 'target.csv'), 'utf8')).toBe('kept')
})
