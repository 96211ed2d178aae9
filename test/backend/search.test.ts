// Searching a review of real code through the real backend, thread and index.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SearchHit, SearchOptions, SearchOutcome } from '../../electron/api/search.ts'
import { startBackend, type TestBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const ASYNCIO = '/usr/lib/python3.11/asyncio'

interface Answer extends SearchOutcome {
  readonly hits: readonly SearchHit[]
}

async function search(
  { api }: TestBackend,
  reviewId: number,
  text: string,
  options: Partial<SearchOptions> = {},
): Promise<Answer> {
  const searchId = crypto.randomUUID()
  const hits: SearchHit[] = []
  const off = api.on('search.found', (found) => {
    if (found.searchId === searchId) hits.push(...found.hits)
  })
  const outcome = await api.call('search.run', {
    reviewId,
    searchId,
    options: { text, isRegex: false, isCaseSensitive: false, ...options },
  })
  off()
  return { ...outcome, hits }
}

/** `path:line` of all lines that hold the words, found without any index. */
function naive(folder: string, has: (line: string) => boolean): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return paths
    .filter((path) => path.endsWith('.py'))
    .sort()
    .flatMap((path) =>
      readFileSync(join(folder, path), 'utf8')
        .split(/\r\n|\n|\r/)
        .flatMap((line, index) => (has(line) ? [`${path}:${index + 1}`] : [])),
    )
}

const places = (hits: readonly SearchHit[], group: SearchHit['group']) =>
  hits.filter((hit) => hit.group === group).map(({ path, line }) => `${path}:${line}`)

const inLower = (...words: readonly string[]) => {
  return (line: string) => words.every((word) => line.toLowerCase().includes(word))
}

test('source is found as a scan of every line finds it, with and without the index', async () => {
  const folder = aFolderWith({
    'sql/query.py': 'QUERY = "SELECT user_id FROM users"\n# 在庫を減らす\nwait = "🦀 crab"\n',
    'sql/cells.ipynb': JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: [{ cell_type: 'code', metadata: {}, source: ['sess.exec(x)\n'], outputs: [] }],
    }),
  })
  cpSync(ASYNCIO, join(folder, 'asyncio'), { recursive: true })
  const running = startBackend({ cacheFolder: aFolderWith() })
  const reviewId = await running.review(folder)
  const cases: readonly (readonly [string, (line: string) => boolean, Partial<SearchOptions>?])[] =
    [
      ['call_soon', inLower('call_soon')],
      ['loop future', inLower('loop', 'future')],
      ['"if self._"', inLower('if self._')],
      ['user_id', inLower('user_id')],
      ['select', inLower('select')],
      ['SELECT', (line) => line.includes('SELECT'), { isCaseSensitive: true }],
      ['在庫', inLower('在庫')],
      ['🦀', inLower('🦀')],
      ['ut', inLower('ut')],
      ['lock -unlock -"self"', (line) => inLower('lock')(line) && !/unlock|self/i.test(line)],
      ['await\\s+self\\.\\w+_', (line) => /await\s+self\.\w+_/i.test(line), { isRegex: true }],
      ['def \\w+\\(self\\):$', (line) => /def \w+\(self\):$/i.test(line), { isRegex: true }],
      ['path:asyncio/tasks cancel', inLower('cancel')],
    ]
  for (const round of ['read', 'indexed']) {
    for (const [text, has, options] of cases) {
      const { hits, counts, unread } = await search(running, reviewId, text, options)
      const scope = text.startsWith('path:') ? /^asyncio\/tasks/ : /./
      const expected = naive(folder, has).filter((place) => scope.test(place))
      const found = places(hits, 'source').filter((place) => !place.includes('.ipynb'))
      expect(found, `${round}: ${text}`).toEqual(expected.slice(0, 1_000))
      if (expected.length <= 1_000)
        expect(hits.filter(({ group }) => group === 'source')).toHaveLength(counts.source)
      expect(unread).toBe(0)
    }
    const notebook = await search(running, reviewId, 'sess.exec')
    expect(places(notebook.hits, 'source')).toEqual(['sql/cells.ipynb:1'])
  }
  expect(running.bugs).toEqual([])
}, 60_000)

test('findings and all that reviewers write are found at once, also after a change and an undo', async () => {
  const folder = aFolderWith({
    'app/run.py':
      'import subprocess\n\n\ndef ship(command):\n    subprocess.run(command, shell=True)\n',
  })
  const running = startBackend()
  const reviewId = await running.review(folder)
  const { api } = running
  const [row] = await api.call('findings.list', { reviewId })
  if (row === undefined) throw new Error('Nothing was found.')
  const found = await search(running, reviewId, `rule:${row.ruleId} path:app`)
  expect(found.hits.filter(({ group }) => group === 'findings')[0]).toMatchObject({
    findingId: row.id,
    path: 'app/run.py',
    what: 'Message',
  })
  expect(found.counts.source).toBe(0)
  expect(
    (await search(running, reviewId, 'shell=true subprocess')).counts.findings,
  ).toBeGreaterThan(0)

  expect((await search(running, reviewId, 'warehouse')).counts.texts).toBe(0)
  const command = () => crypto.randomUUID()
  await api.call('findings.decide', {
    reviewId,
    commandId: command(),
    findingId: row.id,
    rev: row.rev,
    change: { note: 'Who calls this? The <b>warehouse</b>.' },
  })
  await api.call('threads.open', {
    reviewId,
    commandId: command(),
    about: { path: 'app/run.py', startLine: 4, endLine: 4 },
    text: 'Warehouse 在庫 only.',
  })
  await api.call('strengths.create', {
    reviewId,
    commandId: command(),
    title: 'Stock is counted once',
    text: 'In the warehouse too.',
    places: [],
  })
  await api.call('manual.create', {
    reviewId,
    commandId: command(),
    path: 'app/run.py',
    range: { startLine: 4, startColumn: 1, endLine: 4, endColumn: 9 },
    symbol: 'ship',
    words: {
      title: 'Ships twice',
      category: 'async-race',
      severity: 'high',
      message: 'The warehouse is told two times.',
    },
  })
  const texts = await search(running, reviewId, 'warehouse')
  expect(texts.counts.findings).toBe(1)
  expect(texts.hits.filter(({ group }) => group === 'texts')).toMatchObject([
    { what: 'Note', written: 'note', findingId: row.id, path: 'app/run.py' },
    { what: 'Comment', written: 'comment', path: 'app/run.py', line: 4 },
    { what: 'What is done well', written: 'strength', path: '' },
  ])
  const [note] = texts.hits.filter(({ group }) => group === 'texts')
  expect(note?.marks.map(([start, end]) => note.excerpt.slice(start, end))).toEqual(['warehouse'])
  expect((await search(running, reviewId, '在庫')).counts.texts).toBe(1)
  const { undo } = await api.call('history.read', { reviewId, limit: 1 })
  await api.call('history.undo', { reviewId, commandId: command(), stepId: undo?.id ?? 0 })
  expect((await search(running, reviewId, 'warehouse')).counts.findings).toBe(0)
  expect(running.bugs).toEqual([])
}, 60_000)

test('no text that a person can type is an error', async () => {
  const folder = aFolderWith({ 'a.py': 'x = "NEAR( * ^ \\" OR"\n' })
  const running = startBackend()
  const reviewId = await running.review(folder)
  const texts = [
    '"',
    '""',
    '*',
    '^',
    'NEAR(',
    'NEAR(a b)',
    'a OR',
    'AND',
    '-',
    '--',
    '-"',
    'path:',
    'path:"',
    'a AND NOT b',
    '{a b}: c',
    "'; DROP TABLE texts;--",
    '\0',
    'a\0b\0c',
    '\ud800',
    'x\ud83e',
    '🦀',
    'x'.repeat(10_000),
    'word '.repeat(2_000),
    '"'.repeat(9_999),
    '\n\t ',
    '%_\\',
    'a:b:c',
  ]
  for (const text of texts) {
    for (const isRegex of [false, true]) {
      const { state } = await search(running, reviewId, text, { isRegex })
      expect(state, JSON.stringify(text.slice(0, 20))).toBe('done')
    }
  }
  expect((await search(running, reviewId, 'NEAR(')).counts.source).toBe(1)
  expect((await search(running, reviewId, '(', { isRegex: true })).problem).toMatch(
    /regular expression/,
  )
  expect(running.bugs).toEqual([])
})

test('what was analysed is found, not what stands in the folder now', async () => {
  const folder = aFolderWith({ 'kept.py': 'was = "there"\n', 'lost.py': 'also = "there"\n' })
  const running = startBackend({ cacheFolder: aFolderWith() })
  const reviewId = await running.review(folder)
  await running.api.call('sources.read', { reviewId, path: 'kept.py' })
  writeFileSync(join(folder, 'kept.py'), 'now = "else"\n')
  rmSync(join(folder, 'lost.py'))
  const found = await search(running, reviewId, 'there')
  expect(places(found.hits, 'source')).toEqual(['kept.py:1'])
  expect(found.unread).toBe(1)
  expect((await search(running, reviewId, 'else')).counts.source).toBe(0)
})

test('a newer search replaces the one under way', async () => {
  const folder = aFolderWith({ 'a.py': 'value = 1\n' })
  const running = startBackend()
  const reviewId = await running.review(folder)
  const [first, second] = await Promise.all([
    search(running, reviewId, 'val'),
    search(running, reviewId, 'value'),
  ])
  expect([first.state, second.state]).toEqual(['replaced', 'done'])
  expect(second.counts.source).toBe(1)
})
