// What was read, from the window's question to the database and back, over edits of real files.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const BANK = `import asyncio


class Bank:
    def __init__(self):
        self.balance = 0

    async def pay(self, amount):
        old = self.balance
        await asyncio.sleep(0)
        self.balance = old - amount


def total(values):
    return sum(values)
`
const PLAIN = 'def one():\n    return 1\n'

async function aReview() {
  const at = startBackend()
  const folder = aFolderWith({ 'bank.py': BANK, 'plain.py': PLAIN })
  const reviewId = await at.review(folder)
  const { api } = at
  const file = (path: string) => api.call('regions.ofFile', { reviewId, path })
  return {
    ...at,
    folder,
    reviewId,
    file,
    coverage: () => api.call('regions.coverage', { reviewId }),
    mark: async (path: string, startLine: number, endLine: number, isReviewed = true) => {
      const { rev } = await file(path)
      return api.call('regions.mark', {
        reviewId,
        commandId: crypto.randomUUID(),
        path,
        rev,
        span: { startLine, endLine },
        isReviewed,
      })
    },
    next: async (path?: string, line = 0) => {
      const from = path === undefined ? {} : { from: { path, line } }
      const { next } = await api.call('regions.next', { reviewId, ...from })
      return next && `${next.path}:${next.startLine} ${next.symbol}`
    },
  }
}

test('an edit takes the mark off the symbol that changed and off no other one', async () => {
  const { folder, backend, reviewId, file, mark } = await aReview()
  await mark('bank.py', 8, 11)
  await mark('bank.py', 14, 15)
  const edited = `"""Money."""\n${BANK.replace('old - amount', 'old + amount')}`
  writeFileSync(join(folder, 'bank.py'), edited)
  await backend.analyse(reviewId)
  const { reviewed, changed, units } = await file('bank.py')
  expect(reviewed).toEqual([{ startLine: 15, endLine: 16 }])
  expect(changed).toEqual(['Bank.pay'])
  expect(units.find(({ symbol }) => symbol === 'total')?.reviewedLines).toBe(2)
  // Marking goes on from where the marks are now.
  await mark('bank.py', 9, 12)
  expect((await file('bank.py')).changed).toEqual([])
  expect((await file('bank.py')).reviewed).toEqual([
    { startLine: 9, endLine: 12 },
    { startLine: 15, endLine: 16 },
  ])
})

test('marks follow a file that got another name', async () => {
  const { folder, backend, reviewId, file, mark } = await aReview()
  await mark('plain.py', 1, 2)
  renameSync(join(folder, 'plain.py'), join(folder, 'simple.py'))
  await backend.analyse(reviewId)
  expect((await file('simple.py')).reviewed).toEqual([{ startLine: 1, endLine: 2 }])
})

test('coverage counts what carries risk for more than what does not', async () => {
  const { coverage, mark, file } = await aReview()
  const pay = (await file('bank.py')).units.find(({ symbol }) => symbol === 'Bank.pay')
  expect(pay?.isRisky).toBe(true)
  expect(pay?.reasons).toEqual(['1 open finding', 'asynchronous'])
  const before = await coverage()
  expect(before.total).toMatchObject({ lines: 17, symbols: 5, riskySymbols: 1, reviewedRisk: 0 })
  await mark('bank.py', 8, 11)
  const { total } = await coverage()
  expect(total).toMatchObject({ reviewedLines: 4, reviewedSymbols: 1, reviewedRiskySymbols: 1 })
  expect(total.reviewedRisk / total.risk).toBeGreaterThan(total.reviewedLines / total.lines)
})

test('the next symbol to read is the next one below, then where most risk is left', async () => {
  const { next, mark } = await aReview()
  expect(await next()).toBe('bank.py:4 Bank')
  expect(await next('bank.py', 5)).toBe('bank.py:8 Bank.pay')
  await mark('bank.py', 8, 11)
  expect(await next('bank.py', 5)).toBe('bank.py:14 total')
  await mark('bank.py', 1, 15)
  expect(await next('bank.py', 3)).toBe('plain.py:1 one')
  await mark('plain.py', 1, 2)
  expect(await next('bank.py', 3)).toBeNull()
})

test('marks are undone and done again, and a stale one is refused', async () => {
  const { api, reviewId, file, mark } = await aReview()
  await mark('plain.py', 1, 2)
  const { undo } = await api.call('history.read', { reviewId, limit: 5 })
  expect(undo?.title).toBe('change what is reviewed')
  const step = { reviewId, stepId: undo?.id ?? 0 }
  await api.call('history.undo', { ...step, commandId: crypto.randomUUID() })
  expect((await file('plain.py')).reviewed).toEqual([])
  await api.call('history.redo', { ...step, commandId: crypto.randomUUID() })
  expect((await file('plain.py')).reviewed).toEqual([{ startLine: 1, endLine: 2 }])
  const stale = api.call('regions.mark', {
    reviewId,
    commandId: crypto.randomUUID(),
    path: 'plain.py',
    rev: 0,
    span: { startLine: 1, endLine: 1 },
    isReviewed: false,
  })
  await expect(stale).rejects.toMatchObject({ code: 'conflict' })
})
