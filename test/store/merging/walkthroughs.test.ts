import { describe, expect, test } from 'vitest'
import type { WalkthroughChange } from '../../../electron/api/walkthrough.ts'
import type { ReviewStore } from '../../../electron/store/review-store.ts'
import { aCommand } from '../../support/stores.ts'
import { merge, twoCopies } from './two-copies.ts'

function make(store: ReviewStore, findings: readonly (number | null)[], title = 'Tour'): void {
  const steps = findings.map((findingId, at) => ({
    ...{ path: 'app.py', startLine: at + 1, endLine: at + 1, text: '', reason: '' },
    ...{ findingId, title: `step ${findingId}`, view: 'source' as const },
  }))
  const made = { title, explanation: 'By severity.', steps }
  store.walkthrough.replace(made, aCommand('walkthrough.make'))
}

function change(
  store: ReviewStore,
  findingId: number,
  what: (stepId: number) => WalkthroughChange,
): void {
  const { rev, steps } = store.walkthrough.read()
  const stepId = steps.find((step) => step.findingId === findingId)?.id ?? 0
  store.walkthrough.change(rev, what(stepId), aCommand('walkthrough.change'))
}

const findingsOf = (store: ReviewStore) =>
  store.walkthrough.read().steps.map(({ findingId }) => findingId)

/** Both copies start with the walkthrough of findings 1 to 4. */
const walked = () => twoCopies(6, (base, ids) => make(base, ids.slice(0, 4)))

describe('a walkthrough that only the other one changed', () => {
  test('is taken as it is, with what was removed, and one undo brings the former one back', () => {
    const { ada, bea } = walked()
    change(bea.store, 2, (stepId) => ({ kind: 'remove', stepId }))
    change(bea.store, 4, (stepId) => ({ kind: 'move', stepId, to: 0 }))
    change(bea.store, 3, (stepId) => ({ kind: 'edit', stepId, note: 'ask the team' }))
    const { preview } = merge(ada.store, bea.file)
    expect(preview).toMatchObject({ conflicts: [], joined: [], left: [] })
    expect(findingsOf(ada.store)).toEqual([4, 1, 3])
    expect(ada.store.walkthrough.read().steps[2]?.note).toBe('ask the team')
    ada.store.steps.undo(ada.store.steps.around().undo?.id ?? 0, aCommand('history.undo'))
    expect(findingsOf(ada.store)).toEqual([1, 2, 3, 4])
    expect(ada.store.walkthrough.read().steps[2]?.note).toBe('')
  })
})

describe('walkthroughs that both changed', () => {
  test('become one in the order of the later one, whoever merges, and no step is lost', () => {
    const { ada, bea } = walked()
    make(ada.store, [5, 1, 6, 2])
    change(bea.store, 4, (stepId) => ({ kind: 'move', stepId, to: 0 }))
    const { preview } = merge(ada.store, bea.file)
    expect(preview.joined).toEqual([
      'Both walkthroughs were changed: the steps stand in the order of bea, who changed theirs last. 2 steps of the other one stand after what they followed there. No step of either is left out, also none that one of you removed.',
    ])
    expect(findingsOf(ada.store)).toEqual([5, 4, 1, 6, 2, 3])
    expect(ada.store.walkthrough.read().explanation).toMatch(/ Joined from two walkthroughs\.$/)
    // What came of it is taken as it is by the other one.
    expect(merge(bea.store, ada.file).preview.conflicts).toEqual([])
    expect(findingsOf(bea.store)).toEqual([5, 4, 1, 6, 2, 3])
  })

  test('ask about a text that both wrote, and keep both notes of speakers', () => {
    const { ada, bea } = walked()
    for (const [store, who] of [
      [ada.store, 'ada'],
      [bea.store, 'bea'],
    ] as const) {
      change(store, 1, (stepId) => ({ kind: 'edit', stepId, text: `${who}'s text` }))
      change(store, 1, (stepId) => ({ kind: 'edit', stepId, note: `${who}'s note` }))
    }
    change(bea.store, 2, (stepId) => ({ kind: 'edit', stepId, title: 'Only here' }))
    const { preview } = merge(ada.store, bea.file, 'theirs')
    expect(preview.conflicts).toMatchObject([
      {
        findingId: 1,
        field: 'text of the step',
        mine: { text: "ada's text", by: 'ada' },
        theirs: { text: "bea's text", by: 'bea' },
      },
    ])
    expect(ada.store.walkthrough.read().steps).toMatchObject([
      { text: "bea's text", note: "bea's note\n\nada's note" },
      { title: 'Only here' },
      {},
      {},
    ])
  })

  test('keep steps of the same lines apart where they say something else', () => {
    const { ada, bea } = twoCopies(1)
    make(ada.store, [1, 1])
    make(bea.store, [1])
    change(bea.store, 1, (stepId) => ({ kind: 'edit', stepId, title: 'Another one' }))
    merge(ada.store, bea.file)
    const titles = ada.store.walkthrough.read().steps.map(({ title }) => title)
    expect(titles.toSorted()).toEqual(['Another one', 'step 1', 'step 1'])
  })
})

test('minutes of two presentations stand together', () => {
  const { ada, bea } = walked()
  for (const { store } of [ada, bea]) {
    const { id = 0 } = store.walkthrough.read().steps[0] ?? {}
    const decision = { outcome: 'agree', speaker: store.writer.actor(), words: '' } as const
    store.walkthrough.decide(id, decision, aCommand('walkthrough.decide'))
  }
  const { result } = merge(ada.store, bea.file)
  expect(ada.store.walkthrough.minutes().map(({ speaker }) => speaker)).toEqual(['ada', 'bea'])
  expect(result.left).toEqual([])
})
