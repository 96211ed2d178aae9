import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { walkthroughOrder } from '../../electron/backend/together/walkthrough-order.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const FUNCTIONS = Array.from(
  { length: 12 },
  (_, at) => `def get_${at}(key, seen=[]):\n    seen.append(key)\n    return seen\n`,
)

async function aReviewOfTwelve() {
  const test = startBackend()
  const root = aFolderWith({
    'b.py': FUNCTIONS.slice(6).join('\n'),
    'a.py': FUNCTIONS.slice(0, 6).join('\n'),
  })
  const reviewId = await test.review(root)
  const rows = await test.api.call('findings.list', { reviewId })
  const make = (ids = rows.map(({ id }) => id)) =>
    test.api.call('walkthrough.make', {
      reviewId,
      commandId: randomUUID(),
      of: { kind: 'findings', ids },
    })
  const read = () => test.api.call('walkthrough.read', { reviewId })
  const change = async (one: Parameters<typeof call>[0]) => call(one)
  async function call(
    one:
      | { readonly kind: 'move'; readonly stepId: number; readonly to: number }
      | { readonly kind: 'remove'; readonly stepId: number }
      | {
          readonly kind: 'edit'
          readonly stepId: number
          readonly note?: string
          readonly text?: string
        },
  ) {
    const { rev } = await read()
    return test.api.call('walkthrough.change', {
      reviewId,
      commandId: randomUUID(),
      rev,
      change: one,
    })
  }
  return { ...test, reviewId, rows, make, read, change }
}

describe('the order of a walkthrough', () => {
  const at = (id: number, change: object = {}) => ({
    id,
    severity: 'high' as const,
    path: 'app.py',
    startLine: id * 10,
    around: { startLine: id * 10 - 5, endLine: id * 10 + 4 },
    symbol: `f${id}`,
    way: [],
    ...change,
  })
  const through = (line: number) => ({ way: [{ path: 'app.py', line }] })

  test.each([
    ['the worst first', [at(1, { severity: 'low' }), at(2, { severity: 'critical' })], [2, 1]],
    ['then by file and line', [at(3), at(2), at(1, { path: 'z.py' })], [2, 3, 1]],
    ['what evidence runs through comes first', [at(1, through(30)), at(3)], [3, 1]],
    ['a chain of it is followed', [at(1, through(20)), at(2, through(30)), at(3)], [3, 2, 1]],
    ['a circle starts at the first place', [at(1, through(20)), at(2, through(10))], [1, 2]],
    [
      'severity counts more than the way',
      [at(1, { ...through(30), severity: 'critical' }), at(3)],
      [1, 3],
    ],
  ])('%s', (_, findings, expected) => {
    expect(walkthroughOrder(findings).map(({ id }) => id)).toEqual(expected)
    expect(walkthroughOrder(findings.toReversed()).map(({ id }) => id)).toEqual(expected)
  })

  test('is explained at each step', () => {
    expect(walkthroughOrder([at(1, through(30)), at(3)]).map(({ reason }) => reason)).toEqual([
      'Severity high; by file and line',
      'Severity high; after #3: its evidence runs through f3',
    ])
  })
})

test('twelve findings make twelve steps in a stable order, which is changed, undone and read again', async () => {
  const { api, reviewId, rows, make, read, change } = await aReviewOfTwelve()
  expect(rows).toHaveLength(12)
  await make()
  const { steps, explanation } = await read()
  expect(steps).toHaveLength(12)
  expect(explanation).toMatch(/^Ordered by severity/)
  expect(steps.map(({ path, startLine }) => `${path} ${startLine}`)).toEqual(
    ['a.py', 'b.py'].flatMap((path) => [1, 5, 9, 13, 17, 21].map((line) => `${path} ${line}`)),
  )
  await make(rows.map(({ id }) => id).reverse())
  expect((await read()).steps.map(({ findingId }) => findingId)).toEqual(
    steps.map(({ findingId }) => findingId),
  )
  const again = await read()
  const last = again.steps.at(-1)?.id ?? 0
  await change({ kind: 'move', stepId: last, to: 0 })
  expect((await read()).steps[0]).toMatchObject({ id: last, reason: '' })
  expect((await read()).explanation).toMatch(/moved by hand\.$/)
  const { undo } = await api.call('history.read', { reviewId, limit: 1 })
  expect(undo?.title).toBe('change the walkthrough')
  await api.call('history.undo', { reviewId, commandId: randomUUID(), stepId: undo?.id ?? 0 })
  expect((await read()).steps.map(({ id }) => id)).toEqual(again.steps.map(({ id }) => id))
})

test('decisions become minutes, events and lines of the plan; private notes leave in nothing', async () => {
  const { api, backend, reviewId, make, read, change } = await aReviewOfTwelve()
  await make()
  const { steps } = await read()
  const [first, second] = steps
  await change({ kind: 'edit', stepId: first?.id ?? 0, note: 'do not say: Xyzzy was late' })
  const decide = (stepId: number, outcome: 'agree' | 'needs-work', words = '') =>
    api.call('walkthrough.decide', {
      reviewId,
      commandId: randomUUID(),
      stepId,
      outcome,
      speaker: 'Cy',
      words,
    })
  await decide(first?.id ?? 0, 'agree')
  await decide(second?.id ?? 0, 'needs-work', 'Use a tuple | or None')
  expect((await read()).minutes).toMatchObject([
    { outcome: 'agree', speaker: 'Cy', title: first?.title, place: 'a.py:1' },
    { outcome: 'needs-work', speaker: 'Cy', words: 'Use a tuple | or None' },
  ])
  await change({ kind: 'remove', stepId: first?.id ?? 0 })
  expect((await read()).minutes).toHaveLength(2)
  const { folder, files } = await api.call('exports.create', { reviewId })
  const texts = files.map(({ path }) => readFileSync(join(folder, path), 'utf8'))
  expect(texts.join('\n')).not.toContain('Xyzzy')
  const plan = files.find(({ path }) => /plan.*\.md$/i.test(path))?.path ?? ''
  const text = readFileSync(join(folder, plan), 'utf8')
  expect(text).toContain('Minutes of the walkthrough')
  expect(text).toMatch(/\*\*Agreed\*\*\s*\|\s*Cy/)
  expect(text).toContain('Use a tuple \\| or None')
  const paths = files.map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(['walkthrough.md', 'walkthrough.html']))
  expect(backend.session(reviewId).store.events.ofKind('walkthrough.decided')).toHaveLength(2)
})

test('a walkthrough leaves as CodeTour and comes back with the same steps', async () => {
  const { api, backend, reviewId, make, read, change } = await aReviewOfTwelve()
  await make()
  const { steps } = await read()
  await change({ kind: 'move', stepId: steps[5]?.id ?? 0, to: 0 })
  await change({ kind: 'edit', stepId: steps[5]?.id ?? 0, text: 'Look at `seen`.\n\nTwice.' })
  const before = await read()
  const file = join(aFolderWith(), 'walkthrough.tour')
  await backend.writeWalkthrough(reviewId, 'tour', file)
  const tour = JSON.parse(readFileSync(file, 'utf8'))
  expect(tour).toMatchObject({ $schema: 'https://aka.ms/codetour-schema', title: 'Findings' })
  expect(tour.steps[0]).toMatchObject({ file: 'a.py', line: 21 })
  for (const step of before.steps) await change({ kind: 'remove', stepId: step.id })
  const { sourceId } = backend.grantSource(file)
  const { skipped } = await api.call('walkthrough.importTour', {
    reviewId,
    commandId: randomUUID(),
    sourceId,
  })
  expect(skipped).toBe(0)
  const told = ({ steps: list }: typeof before) =>
    list.map(({ id: _id, reason: _reason, ...step }) => step)
  expect(told(await read())).toEqual(told(before))
})

test.each([
  ['text', 'not json', /no CodeTour file/],
  ['another JSON', '{"title": 1}', /no CodeTour file/],
  [
    'a tour of other code',
    JSON.stringify({
      title: 't',
      steps: [{ file: '../../etc/passwd', line: 1, description: 'x' }],
    }),
    /No step of this tour/,
  ],
])('a file that is %s is refused and changes nothing', async (_, content, message) => {
  const { api, backend, reviewId, make, read } = await aReviewOfTwelve()
  await make()
  const before = await read()
  const file = join(aFolderWith(), 'a.tour')
  writeFileSync(file, content)
  const { sourceId } = backend.grantSource(file)
  await expect(
    api.call('walkthrough.importTour', { reviewId, commandId: randomUUID(), sourceId }),
  ).rejects.toThrow(message)
  expect(await read()).toEqual(before)
})
