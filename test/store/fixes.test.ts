import { expect, test } from 'vitest'
import type { FixRegion } from '../../electron/api/domain.ts'
import { aCommand, aRawFinding, aRunWith, aStore } from '../support/stores.ts'

const TEXT = 'f'.repeat(64)

function aRegion(change: Partial<FixRegion> = {}): FixRegion {
  return {
    title: 'Log it',
    grade: 'safe',
    path: 'app.py',
    startLine: 1,
    endLine: 1,
    before: 'pass',
    after: 'log()',
    ...change,
  }
}

function aFixedFinding(regions: readonly FixRegion[] = [aRegion()]) {
  const store = aStore()
  const [id = 0] = aRunWith(store, [aRawFinding()]).ids
  const rerun = (next: readonly FixRegion[], text = TEXT) =>
    store.writer.write(() => store.fixes.putOfRule(id, text, next))
  rerun(regions)
  return { store, id, rerun, fixes: () => store.fixes.ofFinding(id) }
}

test("a rule's fix follows the rule until a reviewer edits it", () => {
  const { store, rerun, fixes } = aFixedFinding()
  rerun([aRegion({ after: 'log(error)' })])
  expect(fixes()).toMatchObject([{ rev: 2, after: 'log(error)', author: 'rule' }])
  const [fix] = fixes()
  store.fixes.save({ fixId: fix?.id ?? 0, rev: 2, after: 'raise' }, aCommand('fixes.save'))
  rerun([aRegion({ after: 'something else' })])
  expect(fixes()).toMatchObject([{ rev: 3, after: 'raise', author: 'reviewer' }])
})

test('an unchanged fix keeps its revision over runs', () => {
  const { rerun, fixes } = aFixedFinding()
  rerun([aRegion()])
  expect(fixes()).toMatchObject([{ rev: 1 }])
})

test('a fix that the rule no longer writes goes and may come back', () => {
  const { rerun, fixes } = aFixedFinding([aRegion(), aRegion({ title: 'Second' })])
  rerun([aRegion()])
  expect(fixes()).toHaveLength(1)
  rerun([aRegion(), aRegion({ title: 'Second' })])
  expect(fixes().map(({ title }) => title)).toEqual(['Log it', 'Second'])
})

test('a fix that a reviewer removed stays away', () => {
  const { store, rerun, fixes } = aFixedFinding()
  const [fix] = fixes()
  store.fixes.remove(fix?.id ?? 0, 1, aCommand('fixes.remove'))
  rerun([aRegion({ after: 'new' })])
  expect(fixes()).toEqual([])
})

test("a reviewer's fix is created, changed and removed, each with its event", () => {
  const { store, id, fixes } = aFixedFinding([])
  const fix = store.fixes.create(
    { ...aRegion(), findingId: id, textSha256: TEXT },
    aCommand('fixes.create'),
  )
  store.fixes.save({ fixId: fix.id, rev: 1, title: 'Better', after: 'x' }, aCommand('fixes.save'))
  expect(fixes()).toMatchObject([{ title: 'Better', after: 'x', rev: 2 }])
  expect(() => store.fixes.remove(fix.id, 1, aCommand('fixes.remove'))).toThrow(
    expect.objectContaining({ code: 'conflict' }),
  )
  store.fixes.remove(fix.id, 2, aCommand('fixes.remove'))
  expect(store.events.of(`finding:${id}`).map(({ kind, field }) => [kind, field])).toEqual([
    ['fix.created', 'fix:1'],
    ['fix.saved', 'fix:1.title'],
    ['fix.saved', 'fix:1.after'],
    ['fix.removed', 'fix:1'],
  ])
})
