// Marks follow the code: findings of rules, findings of reviewers, threads and reviewed regions.
import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const APP = `import os


def load(path):
    try:
        return open(path).read()
    except Exception:
        pass


def total(orders):
    result = 0
    for order in orders:
        result = result + order.price
    return result


def report(orders, name):
    text = total(orders)
    line = name + str(text)
    os.write(1, line.encode())
    return line
`
const LINE = { swallowed: 7, manual: 14, thread: 20 }

async function aReview() {
  const folder = aFolderWith({ 'app.py': APP, 'other.py': 'x = 1\n' })
  const at = startBackend()
  const reviewId = await at.review(folder)
  const id = () => ({ reviewId, commandId: randomUUID() })
  const { api } = at
  const [line] = [LINE.manual]
  const { findingId: manualId } = await api.call('manual.create', {
    ...id(),
    path: 'app.py',
    range: { startLine: line, startColumn: 9, endLine: line, endColumn: 38 },
    symbol: 'total',
    words: { title: 'Sums by hand', category: 'maintainability', severity: 'low', message: 'Sum.' },
  })
  const { threadId } = await api.call('threads.open', {
    ...id(),
    about: { path: 'app.py', startLine: LINE.thread, endLine: LINE.thread },
    text: 'Why bytes?',
  })
  const mark = { path: 'app.py', rev: 0, span: { startLine: 11, endLine: 15 }, isReviewed: true }
  await api.call('regions.mark', { ...id(), ...mark })
  const findings = () => api.call('findings.list', { reviewId })
  const isSwallowed = ({ ruleId }: { ruleId: string }) => ruleId === 'swallowed-exception'
  const swallowedId = (await findings()).find(isSwallowed)?.id ?? 0
  const decide = { findingId: swallowedId, rev: 0, change: { verdict: 'confirmed' as const } }
  await api.call('findings.decide', { ...id(), ...decide })
  /** Where the three marks stand, and how sure that is. */
  const places = async () => {
    const rows = await findings()
    const threads = await api.call('threads.list', { reviewId })
    const word = (path: string, at: number, state = 'sure') => `${state} ${path}:${at}`
    const ofRow = (findingId: number) => {
      const row = rows.find((one) => one.id === findingId)
      return word(
        row?.location.path ?? '',
        row?.location.range.startLine ?? 0,
        row?.isGone ? 'closed' : row?.anchor?.state,
      )
    }
    const [thread] = threads
    return {
      rule: ofRow(swallowedId),
      manual: ofRow(manualId),
      thread: word(thread?.path ?? '', thread?.startLine ?? 0, thread?.anchor?.state),
    }
  }
  const step = async (way: 'undo' | 'redo') => {
    const history = await api.call('history.read', { reviewId, limit: 5 })
    await api.call(`history.${way}`, { ...id(), stepId: history[way]?.id ?? 0 })
    return history[way]?.title
  }
  const edit = (change: (text: string) => string) => {
    const file = join(folder, 'app.py')
    writeFileSync(file, change(readFileSync(file, 'utf8')))
  }
  const apply = () => api.call('drift.apply', id())
  return { ...at, folder, reviewId, id, manualId, swallowedId, threadId, places, step, edit, apply }
}

const START = { rule: 'sure app.py:7', manual: 'sure app.py:14', thread: 'sure app.py:20' }

function reformatted(text: string): string {
  return text
    .replaceAll('    ', '  ')
    .replace('result = result + order.price', 'result = (\n      result + order.price\n    )')
    .replace('def report(orders, name):', 'def report(\n  orders,\n  name,\n):')
}

describe('marks of a rule, of a reviewer and of a talk', () => {
  test.each([
    ['stay where they are when lines come below', (text: string) => `${text}\n\nx = 1\n`, START],
    [
      'follow when forty lines come above',
      (text: string) => `${'# note\n'.repeat(40)}${text}`,
      { rule: 'moved app.py:47', manual: 'moved app.py:54', thread: 'moved app.py:60' },
    ],
    [
      'follow when the file is laid out anew',
      reformatted,
      { rule: 'moved app.py:7', manual: 'moved app.py:14', thread: 'moved app.py:25' },
    ],
    [
      'say that the code changed when its function was moved',
      (text: string) => {
        const [head = '', load = '', total = '', report = ''] = text.split(/\n\n\n/)
        return [head, report.trimEnd(), total, load].join('\n\n\n').concat('\n')
      },
      { rule: 'changed app.py:21', manual: 'changed app.py:14', thread: 'changed app.py:6' },
    ],
    [
      'say that it is gone when its function was taken out',
      (text: string) =>
        text
          .split(/\n\n\n/)
          .toSpliced(1, 2)
          .join('\n\n\n'),
      { rule: 'gone app.py:2', manual: 'gone app.py:2', thread: 'moved app.py:6' },
    ],
  ])('%s', async (_what, change, expected) => {
    const { places, edit, apply } = await aReview()
    expect(await places()).toEqual(START)
    edit(change)
    await apply()
    expect(await places()).toEqual(expected)
  })
})

test('marks follow a file that got another name, and an analysis knows them again', async () => {
  const { places, folder, backend, reviewId, apply, swallowedId, api } = await aReview()
  renameSync(join(folder, 'app.py'), join(folder, 'bank.py'))
  const drift = await api.call('drift.read', { reviewId })
  expect(drift.files).toEqual([{ path: 'app.py', state: 'renamed', newPath: 'bank.py' }])
  await apply()
  const renamed = {
    rule: 'moved bank.py:7',
    manual: 'moved bank.py:14',
    thread: 'moved bank.py:20',
  }
  expect(await places()).toEqual(renamed)
  const source = await api.call('sources.read', { reviewId, path: 'bank.py' })
  expect(source).toMatchObject({ text: APP, drift: 'same' })
  await backend.analyse(reviewId)
  expect(await places()).toEqual({ ...renamed, rule: 'sure bank.py:7' })
  const detail = await api.call('findings.detail', { reviewId, findingId: swallowedId })
  expect(detail).toMatchObject({ verdict: 'confirmed', isGone: false })
  expect((await api.call('drift.read', { reviewId })).files).toEqual([])
})

test('an analysis lets the marks follow first, so that none of them is found anew', async () => {
  const { places, folder, backend, reviewId, api } = await aReview()
  const before = (await api.call('findings.list', { reviewId })).length
  const text = readFileSync(join(folder, 'app.py'), 'utf8')
  rmSync(join(folder, 'app.py'))
  writeFileSync(
    join(folder, 'bank.py'),
    `# A line more.\n${text.replace('str(text)', 'repr(text)')}`,
  )
  await backend.analyse(reviewId)
  expect(await places()).toEqual({
    rule: 'sure bank.py:8',
    manual: 'moved bank.py:15',
    thread: 'changed bank.py:21',
  })
  const rows = await api.call('findings.list', { reviewId })
  expect(rows.length).toBe(before)
})

test('one undo brings every mark back, and one redo carries them again', async () => {
  const { places, step, edit, apply, api, reviewId } = await aReview()
  const coverage = async () => {
    const { total } = await api.call('regions.coverage', { reviewId })
    return total.reviewedLines
  }
  // Between re-anchoring and the next analysis the lines are not those of the commit.
  const warned = async () => {
    const { entries } = await api.call('packet.preflight', { reviewId })
    return entries.flatMap(({ weight, message }) =>
      message.includes('edited after the analysis') ? `${weight}: ${message.slice(0, 15)}` : [],
    )
  }
  expect(await coverage()).toBe(5)
  expect(await warned()).toEqual([])
  edit((text) => `${'# note\n'.repeat(40)}${text}`)
  await apply()
  expect(await warned()).toEqual(['warn: 1 file (app.py)'])
  const carried = await places()
  const region = await api.call('regions.ofFile', { reviewId, path: 'app.py' })
  expect(region.reviewed).toEqual([{ startLine: 51, endLine: 55 }])
  expect((await api.call('drift.read', { reviewId })).files).toEqual([])
  expect(await step('undo')).toBe('re-anchor 3 findings')
  expect(await places()).toEqual(START)
  expect(await warned()).toEqual([])
  expect((await api.call('drift.read', { reviewId })).files).toHaveLength(1)
  expect((await api.call('sources.read', { reviewId, path: 'app.py' })).text).toBe(APP)
  await step('redo')
  expect(await places()).toEqual(carried)
  expect(await coverage()).toBe(5)
})

test('evidence in an edited file follows, whichever file the finding is in', async () => {
  const folder = aFolderWith({
    'model.py': `class Order:
    def pay(self, amount):
        try:
            return amount
        except Exception:
            pass
`,
    'use.py': 'from model import Order\n\n\ndef run():\n    Order().pay(amount=1, colour=2)\n',
  })
  const { api, review } = startBackend()
  const reviewId = await review(folder)
  const rows = await api.call('findings.list', { reviewId })
  const findingId = rows.find(({ ruleId }) => ruleId === 'unknown-keyword-argument')?.id ?? 0
  const lines = async () => {
    const detail = await api.call('findings.detail', { reviewId, findingId })
    return [detail.location, ...detail.evidence.map(({ location }) => location), ...detail.related]
      .map(({ path, range }) => `${path}:${range.startLine}`)
      .join(' ')
  }
  const edit = async (name: string, note: string) => {
    const file = join(folder, name)
    writeFileSync(file, `${note}${readFileSync(file, 'utf8')}`)
    await api.call('drift.apply', { reviewId, commandId: randomUUID() })
    return lines()
  }
  const start = await lines()
  expect(start).toBe('use.py:5 model.py:2 model.py:2')
  expect(await edit('model.py', '# one\n# two\n')).toBe('use.py:5 model.py:4 model.py:4')
  expect(await edit('model.py', '# three\n')).toBe('use.py:5 model.py:5 model.py:5')
  expect(await edit('use.py', '# four\n')).toBe('use.py:6 model.py:5 model.py:5')
  for (let count = 0; count < 3; count += 1) {
    const { undo } = await api.call('history.read', { reviewId, limit: 5 })
    const step = { reviewId, commandId: randomUUID(), stepId: undo?.id ?? 0 }
    await api.call('history.undo', step)
  }
  expect(await lines()).toBe(start)
})

test('only the symbol that changed loses its reviewed mark; being laid out anew takes none', async () => {
  const { edit, apply, api, reviewId } = await aReview()
  edit(reformatted)
  await apply()
  const reviewed = async () =>
    (await api.call('regions.ofFile', { reviewId, path: 'app.py' })).reviewed
  expect(await reviewed()).toEqual([{ startLine: 11, endLine: 17 }])
  edit((text) => text.replace('x.encode', 'y').replace('import os', 'import os, sys'))
  await apply()
  expect(await reviewed()).toEqual([{ startLine: 11, endLine: 17 }])
  edit((text) => text.replace('return result', '  return result'))
  await apply()
  expect(await reviewed()).toEqual([])
})

test('a mark that is carried twice tells of its first place', async () => {
  const { edit, apply, api, reviewId, manualId, places, folder } = await aReview()
  edit((text) => `# one\n${text}`)
  await apply()
  edit((text) => `# two\n${text}`)
  await apply()
  const original = await api.call('drift.original', { reviewId, mark: { findingId: manualId } })
  expect(original).toMatchObject({ path: 'app.py', startLine: 14, endLine: 14, firstLine: 8 })
  expect(original.lines[6]).toBe('        result = result + order.price')
  writeFileSync(join(folder, 'app.py'), APP)
  await apply()
  expect(await places()).toEqual(START)
})

test('a mark without its code is accepted, put elsewhere or closed, and each is one step', async () => {
  const { edit, apply, api, id, swallowedId, manualId, threadId, places, step, reviewId } =
    await aReview()
  edit((text) =>
    text
      .split(/\n\n\n/)
      .toSpliced(1, 3, 'x = 1')
      .join('\n\n\n'),
  )
  await apply()
  const ghosts = { rule: 'gone app.py:2', manual: 'gone app.py:4', thread: 'gone app.py:4' }
  expect(await places()).toEqual(ghosts)
  const settle = (mark: { findingId: number } | { threadId: number }, as: object) =>
    api.call('drift.settle', { ...id(), mark, rev: 1, as: as as { kind: 'accepted' } })
  await settle({ findingId: swallowedId }, { kind: 'closed' })
  await settle(
    { findingId: manualId },
    { kind: 'moved', path: 'other.py', startLine: 1, endLine: 1 },
  )
  await settle({ threadId }, { kind: 'accepted' })
  expect(await places()).toEqual({
    rule: 'closed app.py:2',
    manual: 'sure other.py:1',
    thread: 'sure app.py:4',
  })
  const { snippet } = await api.call('findings.detail', { reviewId, findingId: manualId })
  expect(snippet).toBe('x = 1')
  for (let count = 0; count < 3; count += 1) await step('undo')
  expect(await places()).toEqual(ghosts)
  await step('undo')
  expect(await places()).toEqual(START)
})

test('of a deleted file the findings are kept with their snippets and are said to be gone', async () => {
  const { places, folder, apply, api, reviewId, manualId } = await aReview()
  rmSync(join(folder, 'app.py'))
  await apply()
  expect(await places()).toEqual({
    rule: 'gone app.py:7',
    manual: 'gone app.py:14',
    thread: 'gone app.py:20',
  })
  const { snippet } = await api.call('findings.detail', { reviewId, findingId: manualId })
  expect(snippet).toBe('        result = result + order.price')
  expect(await apply()).toEqual({ marks: 0 })
})
