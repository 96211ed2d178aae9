import { describe, expect, test } from 'vitest'
import { aCommand } from '../../support/stores.ts'
import { decide, merge, twoCopies } from './two-copies.ts'

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
